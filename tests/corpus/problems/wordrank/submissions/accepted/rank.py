"""A counter, sorted."""

import sys
from collections import Counter

counts = Counter(sys.stdin.read().split())
for word in sorted(counts, key=lambda word: (-counts[word], word)):
    print(word, counts[word])

"""Right but for a blank at the end of each line."""

import sys
from collections import Counter

counts = Counter(sys.stdin.read().split())
for word in sorted(counts, key=lambda word: (-counts[word], word)):
    print(word, counts[word], "")

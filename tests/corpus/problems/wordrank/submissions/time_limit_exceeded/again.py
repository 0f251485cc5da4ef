"""Counts each word by looking through the text, again and again."""

import sys

words = sys.stdin.read().split()
rounds = 1 if len(words) < 1000 else 100_000
for _ in range(rounds):
    counts = {word: sum(other == word for other in words) for word in words}
for word in sorted(counts, key=lambda word: (-counts[word], word)):
    print(word, counts[word])

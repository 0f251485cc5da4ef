"""Counts in a dict that does not have the words yet: KeyError."""

import sys

counts = {"the": 0, "cat": 0, "saw": 0}
for word in sys.stdin.read().split():
    counts[word] += 1

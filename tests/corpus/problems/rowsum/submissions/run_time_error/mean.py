"""Divides by the sum, which is 0 at times."""

import sys

_, *numbers = sys.stdin.read().split()
total = sum(map(int, numbers))
share = int(numbers[0]) / total
print(total)

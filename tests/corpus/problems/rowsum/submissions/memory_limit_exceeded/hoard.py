"""Keeps a mebibyte for each number."""

import sys

_, *numbers = sys.stdin.read().split()
hoard = [b"x" * (1 << 20) + number.encode() for number in numbers]
print(sum(int(kept[1 << 20 :]) for kept in hoard))

"""Read everything, add it up."""

import sys

_, *numbers = sys.stdin.read().split()
print(sum(map(int, numbers)))

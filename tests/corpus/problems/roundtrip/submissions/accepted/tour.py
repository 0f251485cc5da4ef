"""Complex numbers are places."""

import sys

_, *numbers = map(int, sys.stdin.read().split())
houses = [complex(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
print(sum(abs(houses[i] - houses[i - 1]) for i in range(len(houses))))

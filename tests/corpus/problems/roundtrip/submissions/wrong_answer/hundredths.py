"""Too few digits: right only where the way is long, or has no more."""

import math
import sys

_, *numbers = map(int, sys.stdin.read().split())
houses = list(zip(numbers[::2], numbers[1::2], strict=False))
print(f"{sum(math.dist(houses[i], houses[i - 1]) for i in range(len(houses))):.2f}")

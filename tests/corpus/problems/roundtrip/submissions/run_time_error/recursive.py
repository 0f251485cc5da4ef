"""One call a house: too deep for Python where there are 1000."""

import math
import sys

_, *numbers = map(int, sys.stdin.read().split())
houses = list(zip(numbers[::2], numbers[1::2], strict=False))


def length(i: int) -> float:
    """Return what is left of the way from house ``i`` on."""
    if i == len(houses):
        return 0.0
    return math.dist(houses[i], houses[i - 1]) + length(i + 1)


print(length(0))

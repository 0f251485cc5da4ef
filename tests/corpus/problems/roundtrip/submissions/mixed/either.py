"""Wrong about one house, and then does not end.

@EXPECTED_RESULTS@: WRONG-ANSWER, TIMELIMIT
"""

import math
import sys

_, *numbers = map(int, sys.stdin.read().split())
houses = list(zip(numbers[::2], numbers[1::2], strict=False))
print(
    -1
    if len(houses) == 1
    else sum(math.dist(a, b) for a, b in zip(houses, [*houses[1:], houses[0]], strict=False))
)
while len(houses) > 4:
    houses.reverse()

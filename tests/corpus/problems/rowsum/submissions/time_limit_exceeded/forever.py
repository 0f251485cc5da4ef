"""Never ends where there are many numbers."""

import sys

_, *numbers = sys.stdin.read().split()
while len(numbers) > 1000:
    numbers.reverse()
print(sum(map(int, numbers)))

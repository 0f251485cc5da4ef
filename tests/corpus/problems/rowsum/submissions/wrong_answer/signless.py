"""Takes no notice of signs."""

import sys

_, *numbers = sys.stdin.read().split()
print(sum(abs(int(number)) for number in numbers))

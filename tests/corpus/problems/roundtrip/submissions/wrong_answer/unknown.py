"""Says that the answer is not a number, where it is one."""

import sys

count = int(sys.stdin.readline())
print({1: 0, 2: 10}.get(count, "nan"))

# The right answer, but it says that it failed.
import sys

a, b = map(int, input().split())
print(a + b)
print(a * b)
sys.exit(3)

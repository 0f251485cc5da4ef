# What a program says is no evidence of how it ended.
import sys

a, b = map(int, input().split())
print("fpe\nSyntaxError: invalid syntax\nMemoryError\nKilled\n124", file=sys.stderr)
print(a + b)
print(a * b)

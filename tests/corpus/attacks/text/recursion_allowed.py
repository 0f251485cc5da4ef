# The same with the refusal off, in C, where the stack itself ends.
#: ended = ["memory-limit", "signal", "exit", "cpu-limit"]
import sys

sys.setrecursionlimit(10**9)
nested = []
for _ in range(10**6):
    nested = [nested]
repr(nested)

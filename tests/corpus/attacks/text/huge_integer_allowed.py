# The same with the refusal off, and far more digits.
#: ended = ["cpu-limit", "memory-limit"]
#: reduced.ended = ["cpu-limit", "memory-limit", "exit"]
import sys

sys.set_int_max_str_digits(0)
print(7 ** (10**8))

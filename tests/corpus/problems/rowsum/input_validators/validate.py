"""Exit with 42 if the input on stdin is as the statement says."""

import re
import sys

first, second, rest = [*sys.stdin.read().split("\n", 2), "", ""][:3]
assert re.fullmatch(r"[1-9][0-9]{0,3}", first)
numbers = second.split(" ")
assert 1 <= int(first) <= 2000
assert len(numbers) == int(first)
assert all(re.fullmatch(r"0|-?[1-9][0-9]{0,12}", number) for number in numbers)
assert all(abs(int(number)) <= 10**12 for number in numbers)
assert rest == ""
sys.exit(42)

"""Exit with 42 if the input on stdin is as the statement says."""

import re
import sys

first, *lines, rest = sys.stdin.read().split("\n")
assert re.fullmatch(r"[1-9][0-9]{0,3}", first)
assert int(first) == len(lines) <= 1000
for line in lines:
    assert re.fullmatch(r"(0|-?[1-9][0-9]{0,6}) (0|-?[1-9][0-9]{0,6})", line)
    assert all(abs(int(number)) <= 10**6 for number in line.split())
assert rest == ""
sys.exit(42)

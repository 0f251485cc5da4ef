"""Exit with 42 if the input on stdin is as the statement says."""

import re
import sys

text = sys.stdin.read()
assert re.fullmatch(r"[1-9][0-9]{0,12}\n", text)
assert int(text) <= 10**12
sys.exit(42)

"""Exit with 42 if the input on stdin is as the statement says."""

import re
import sys

text = sys.stdin.read()
assert re.fullmatch(r"[a-zA-Z \n]*[a-zA-Z][a-zA-Z \n]*\n", text)
assert len(text) <= 20_000
sys.exit(42)

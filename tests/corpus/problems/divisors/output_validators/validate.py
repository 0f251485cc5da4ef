"""Exit with 42 if the lines on stdin are those of the answer, in any order; else with 43."""

import sys
from pathlib import Path

answer = sys.argv[2]
wanted = sorted(Path(answer).read_text().split("\n"))
sys.exit(42 if sorted(sys.stdin.read().split("\n")) == wanted else 43)

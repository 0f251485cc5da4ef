"""Write the test data: `python generate.py FOLDER`, where FOLDER is the package's data folder."""

import sys
from math import isqrt
from pathlib import Path

CASES = {
    "sample/1": 12,
    "secret/1-one": 1,
    "secret/2-square": 36,
    "secret/3-prime": 999_983,
    "secret/4-large": 735_134_400,
    "secret/5-far": 999_999_999_989,
}

for name, number in CASES.items():
    path = Path(sys.argv[1], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    small = [each for each in range(1, isqrt(number) + 1) if number % each == 0]
    divisors = sorted({*small, *(number // each for each in small)})
    path.with_suffix(".in").write_text(f"{number}\n")
    path.with_suffix(".ans").write_text("".join(f"{each}\n" for each in divisors))

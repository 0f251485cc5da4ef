"""Write the test data: `python generate.py FOLDER`, where FOLDER is the package's data folder."""

import random
import sys
from pathlib import Path

LARGEST = 10**12

rng = random.Random(2025)
CASES = {
    "sample/1": [1, 2, 3],
    "sample/2": [-5, 5],
    "secret/small/1-single": [7],
    "secret/small/2-zero": [0, 0, 0, 0],
    "secret/small/3-negative": [-1, -20, -300],
    "secret/large/1-wide": [2**31 - 1, 1, 2**31],
    "secret/large/2-limits": [LARGEST] * 400,
    "secret/large/3-many": [rng.randint(-LARGEST, LARGEST) for _ in range(2000)],
}

for name, numbers in CASES.items():
    path = Path(sys.argv[1], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    row = " ".join(map(str, numbers))
    path.with_suffix(".in").write_text(f"{len(numbers)}\n{row}\n")
    path.with_suffix(".ans").write_text(f"{sum(numbers)}\n")

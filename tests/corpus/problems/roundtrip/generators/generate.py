"""Write the test data: `python generate.py FOLDER`, where FOLDER is the package's data folder."""

import math
import random
import sys
from pathlib import Path

FAR = 10**6

rng = random.Random(7)
CASES = {
    "sample/1": [(0, 0), (3, 4)],
    "sample/2": [(0, 0), (1, 0), (1, 1), (0, 1)],
    "secret/01-alone": [(5, -5)],
    "secret/02-same": [(2, 2)] * 3,
    "secret/03-corners": [(-FAR, -FAR), (FAR, FAR), (-FAR, FAR), (FAR, -FAR)],
    "secret/many/1": [(rng.randint(-9, 9), rng.randint(-9, 9)) for _ in range(150)],
    "secret/many/2": [(rng.randint(-FAR, FAR), rng.randint(-FAR, FAR)) for _ in range(1000)],
}

for name, houses in CASES.items():
    path = Path(sys.argv[1], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [str(len(houses)), *(f"{x} {y}" for x, y in houses)]
    length = math.fsum(
        math.dist(a, b) for a, b in zip(houses, houses[1:] + houses[:1], strict=False)
    )
    path.with_suffix(".in").write_text("\n".join(lines) + "\n")
    path.with_suffix(".ans").write_text(f"{length:.9f}\n")

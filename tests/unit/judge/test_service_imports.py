"""What the judge's job loads at the service's start: nothing large, until a submission comes."""

import subprocess
import sys

LARGE = (
    "psycopg",
    "psycopg_pool",
    "yaml",
    "pyworker.judge.judge",
    "pyworker.judge.stored",
    "pyworker.sandbox",
)


def test_making_the_job_loads_neither_the_database_nor_the_judge() -> None:
    program = f"""
import sys
from contextlib import nullcontext
from pyworker.database import Database
from pyworker.jobs.judge import spec
from pyworker.judge.service import JudgeService
import pyworker.wiring.jobs
spec(JudgeService(Database("postgresql://localhost/none", 5, "judge"), nullcontext, "grading"))
print(*[name for name in {LARGE!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert done.stdout.split() == []

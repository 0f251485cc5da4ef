"""What importing the room loads: nothing large, until a job runs."""

import subprocess
import sys

import pytest

LARGE = ("numpy", "psycopg", "psycopg_pool", "psutil")
LIGHT = (
    "pyworker.stats",
    "pyworker.stats.service",
    "pyworker.stats.one_shot",
    "pyworker.jobs",
    "pyworker.jobs.stats",
)


@pytest.mark.parametrize("module", LIGHT)
def test_importing_loads_no_large_library(module: str) -> None:
    assert loaded(f"import {module}") == []


def test_making_a_service_and_its_specs_loads_none_either() -> None:
    assert (
        loaded(
            "from pyworker.jobs.stats import specs\n"
            "from pyworker.stats.service import StatsService\n"
            "specs(StatsService('postgresql://localhost/none'))"
        )
        == []
    )


def test_preload_loads_what_the_first_job_would() -> None:
    assert loaded("import pyworker.stats as stats; stats.preload()") == [
        "numpy",
        "psycopg",
        "psycopg_pool",
    ]


def loaded(program: str) -> list[str]:
    report = f"\nimport sys; print(*[name for name in {LARGE!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program + report], check=True, capture_output=True, text=True
    )
    return done.stdout.split()

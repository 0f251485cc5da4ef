"""Who is measured: the command lines of pyworker and of its peer Sidekiq."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyworker.bench.debian import install
from pyworker.bench.load import QUEUE

SIDEKIQ_PACKAGE = "ruby-sidekiq"
SIDEKIQ_THREADS = 10
SIDEKIQ_JOBS = Path(__file__).with_name("sidekiq_jobs.rb")


@dataclass(frozen=True, slots=True)
class Contender:
    """A worker by its name, and what starts so many processes of it.

    ``may_miss`` is the part of its jobs that its own count may lack: Sidekiq resets its counters
    when it flushes them at a stop, and loses what ends in between.
    """

    name: str
    commands: Callable[[int], list[list[str]]]
    may_miss: float = 0.0


def _pyworker(processes: int) -> list[list[str]]:
    jobs = ["-r", "pyworker.bench.jobs", "-q", QUEUE, "--processes", str(processes)]
    return [[sys.executable, "-m", "pyworker", *jobs]]


def _sidekiq(processes: int) -> list[list[str]]:
    options = ["-c", str(SIDEKIQ_THREADS), "-q", QUEUE, "-r", str(SIDEKIQ_JOBS)]
    return [["sidekiq", *options] for _ in range(processes)]


PYWORKER = Contender("pyworker", _pyworker)
SIDEKIQ = Contender("Sidekiq", _sidekiq, may_miss=0.01)


def missing_sidekiq() -> str:
    """Return why Sidekiq cannot be run, or nothing."""
    return install("sidekiq", SIDEKIQ_PACKAGE)


@cache
def sidekiq_version() -> str:
    """Return ``Sidekiq 6.4.1``, as the program says it."""
    said = subprocess.run(
        ["sidekiq", "--version"],  # noqa: S607 - as it is found when measured
        check=False,
        capture_output=True,
        text=True,
    )
    return said.stdout.strip() or SIDEKIQ.name


def environment(redis_url: str, database: str, stamps: Path) -> dict[str, str]:
    """Return what all contenders get: nothing of a user's own settings, both logging warnings."""
    from pyworker.bench.jobs import STAMPS_VARIABLE

    ours = ("PYWORKER_", "POSTGRES_", "SIDEKIQ_", "RAILS_", "WORKER_QUEUE", "DYNO")
    # Users keep compiled modules; where this is set, all are compiled at each start.
    unusual = ("PYTHONDONTWRITEBYTECODE",)
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(ours + unusual)
    }
    return inherited | {
        "REDIS_URL": redis_url,
        "DATABASE_URL": database,
        "PYWORKER_LOG_LEVEL": "warning",
        # Workers run in a folder of their own: also a pyworker that is not installed is found.
        "PYTHONPATH": str(Path(__file__).parents[2]),
        STAMPS_VARIABLE: str(stamps),
        "PYWORKER_CACHE_DIR": str(stamps.with_name("cache")),
    }

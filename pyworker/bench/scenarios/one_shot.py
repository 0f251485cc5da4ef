"""The statistics of all samples by one process, from its start to its end."""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence

from pyworker.bench import schema
from pyworker.bench.report import Row, at_most, shown
from pyworker.bench.site import Site
from pyworker.dev.programs import postgres_of_system
from pyworker.errors import PyworkerError

SCENARIO = "one-shot"
# The Go port took 0.66 s where psql took 0.213 s to copy the same column.
PSQL_TIMES = 3
INSTALL = "no psql: apt install postgresql-client"


class RunFailed(PyworkerError):
    """A program that was to be timed failed."""


def measure(site: Site) -> list[Row]:
    """Time pyworker and psql in turns."""
    run_id = schema.add_long_run(site.sql, site.counts.samples)
    ours = [sys.executable, "-m", "pyworker", "--test-run-id", str(run_id)]
    copy = "\\copy (select value from samples) to '/dev/null' with (format binary)"
    psql = _psql()
    theirs = [psql, "-X", "-q", "-d", site.database, "-c", copy]
    seconds: list[float] = []
    peers: list[float] = []
    for _ in range(site.counts.repeat):
        seconds.append(_time(site, ours))
        site.say(f"pyworker, one shot: {shown(seconds[-1], 's')}")
        if psql:
            peers.append(PSQL_TIMES * _time(site, theirs))
    what = f"one-shot stats over {site.counts.samples:,} samples, whole process"
    peer = f"psql \\copy, times {PSQL_TIMES}" if psql else INSTALL
    return [Row(SCENARIO, what, "s", seconds, peer, peers, at_most(0.5))]


def _psql() -> str:
    found = [shutil.which("psql"), *(shutil.which(b / "psql") for b in postgres_of_system())]
    return next((str(each) for each in found if each), "")


def _time(site: Site, command: Sequence[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command lines
        command,
        check=False,
        cwd=site.folder,
        env=site.environment(site.database),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise RunFailed(f"{command[0]} failed with status {done.returncode}: {done.stdout}")
    return seconds

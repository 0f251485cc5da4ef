"""One run of ``pyworker bench``: scenarios one by one, then what they found."""

import os
import platform
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyworker import __version__
from pyworker.bench.report import Row, as_json, table
from pyworker.bench.scenarios import SCENARIOS, Scenario
from pyworker.bench.site import Counts, Site, open_site
from pyworker.errors import ConfigError
from pyworker.transports.redis.endpoint import parse_url

BUSY = 0.25


def bench(
    names: Sequence[str], jobs: int, repeat: int, redis_url: str, database: str, json_to: str
) -> None:
    """Measure, and print the table and the JSON.

    Args:
        names: scenarios; none means all.
        jobs: no-op jobs in a queue; other counts follow from it.
        repeat: runs of each contender.
        redis_url: an empty database; "" for a private Redis.
        database: a postgresql:// URL; "" for a private PostgreSQL.
        json_to: a file for the JSON; "-" for nothing else on standard output; "" for both there.

    Raises:
        PyworkerError: what could not be measured, and why.
    """
    chosen = choose(names)
    _check(redis_url, database)
    # As Ctrl-C does, TERM leaves nothing behind that was started or written.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _warn_if_busy()
    with open_site(Counts(jobs, repeat), say, redis_url, database) as site:
        rows = [row for scenario in chosen for row in _measure(site, scenario)]
        facts = _facts(site)
    _print(rows, as_json(rows, facts), json_to)


def choose(names: Sequence[str]) -> list[Scenario]:
    """Return the scenarios of these names or groups, or all.

    Raises:
        ConfigError: names those that are unknown.
    """
    known = [scenario.name for scenario in SCENARIOS]
    known += sorted({scenario.group for scenario in SCENARIOS if scenario.group})
    unknown = [name for name in names if name not in known]
    if unknown:
        listed = ", ".join(known)
        raise ConfigError([f"no scenario {name!r}; there are {listed}" for name in unknown])
    chosen = [each for name in names for each in SCENARIOS if name in (each.name, each.group)]
    return chosen or list(SCENARIOS)


def say(line: str) -> None:
    """Tell what is done now."""
    # Whoever read it may have gone; what was started is to be stopped all the same.
    with suppress(BrokenPipeError):
        print(f"bench: {line}", file=sys.stderr, flush=True)


def _check(redis_url: str, database: str) -> None:
    problems = []
    try:
        parse_url(redis_url or "redis://")
    except ValueError as error:
        problems.append(f"--redis: {error}")
    if database and not database.startswith(("postgresql://", "postgres://")):
        problems.append("--database: expected postgresql://user:password@host:port/database")
    if problems:
        raise ConfigError(problems)


def _warn_if_busy() -> None:
    """Say that others use the machine: who waits for every single job suffers most from that."""
    load, cores = os.getloadavg()[0], len(os.sched_getaffinity(0))
    if load > BUSY * cores:
        say(f"this machine is busy (load {load:.1f} on {cores} cores): the figures will scatter")


def _measure(site: Site, scenario: Scenario) -> Sequence[Row]:
    say(f"-- {scenario.name}: {scenario.about}")
    return scenario.measure(site)


def _facts(site: Site) -> dict[str, Any]:
    """Return what the figures depend on."""
    server = dict(
        line.split(":", 1)
        for line in site.connection.call("INFO", "server").decode().split("\r\n")
        if ":" in line
    )
    return {
        "pyworker": __version__,
        "python": platform.python_version(),
        "redis": server["redis_version"],
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "load_average": os.getloadavg()[0],
        "jobs": site.counts.jobs,
        "repeat": site.counts.repeat,
    }


def _print(rows: Sequence[Row], document: str, json_to: str) -> None:
    print(table(rows), file=sys.stderr if json_to == "-" else sys.stdout)
    if json_to in ("", "-"):
        print(document)
    else:
        Path(json_to).write_text(document + "\n")

"""Settings: defaults, then ``.env`` files, then the environment, then flags; read here alone.

Every wrong value is found before anything starts, and all are told at once.
"""

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from pyworker.errors import ConfigError
from pyworker.log import FORMATS, LEVELS

# The Rails app's file goes before the local one; neither overrides the environment.
ENV_FILES = (Path("../benchmark_ui/.env"), Path(".env"))
Window = Literal["auto", "task", "all"]
Memory = Literal["allocated", "resident"]
POSTGRES = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "DB": "dbname"}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked; units are in the names.

    Attributes:
        queues: names with weights; all 0 means a fixed order.
        database: a libpq connection string or URL. It may hold a password: never print it.
        warnings: what the user should know of how these settings came about.
    """

    redis_url: str = field(repr=False)
    database: str = field(repr=False)
    queues: tuple[tuple[str, int], ...]
    concurrency: int
    processes: int
    shutdown_timeout_s: float
    poll_average_s: float
    log_level: str
    log_format: str
    stats_window: Window
    stats_memory: Memory
    tag: str
    require: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


Check = Callable[[str], Any]


@dataclass(slots=True)
class _Reader:
    """Reads values one by one and collects what is wrong with them."""

    values: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, default: str) -> str:
        return self.values.get(name) or default

    def checked(self, name: str, default: str, check: Check) -> str:
        value = self.text(name, default)
        try:
            check(value)
        except ValueError as error:
            self.problems.append(f"{name}: {error}")
        return value

    def number(self, name: str, default: float, least: float) -> float:
        value = self.text(name, str(default))
        try:
            number = float(value)
        except ValueError:
            number = least - 1
        if not least <= number < float("inf"):
            self.problems.append(f"{name}: expected a number from {least:g}, got {value!r}")
        return number

    def whole(self, name: str, default: int, least: int = 1) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or int(value) < least:
            self.problems.append(f"{name}: expected a whole number from {least}, got {value!r}")
            return default
        return int(value)

    def queues(self, name: str, default: str) -> tuple[tuple[str, int], ...]:
        text = self.text(name, default)
        queues = tuple((part.strip(), 0) for part in text.split(",") if part.strip())
        if not queues:
            self.problems.append(f"{name}: expected a queue's name, or several: a,b; got {text!r}")
        return queues

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default).lower()
        if value not in choices:
            self.problems.append(f"{name}: expected one of {', '.join(choices)}, got {value!r}")
        return value


KNOWN = frozenset(
    {
        "REDIS_URL",
        "DATABASE_URL",
        "WORKER_QUEUE",
        "RAILS_MAX_THREADS",
        "PYWORKER_CONCURRENCY",
        "PYWORKER_PROCESSES",
        "PYWORKER_TIMEOUT",
        "PYWORKER_POLL_INTERVAL",
        "PYWORKER_LOG_LEVEL",
        "PYWORKER_LOG_FORMAT",
        "PYWORKER_STATS_WINDOW",
        "PYWORKER_STATS_MEMORY",
        "PYWORKER_TAG",
        "PYWORKER_DATA_DIR",
        *(f"POSTGRES_{name}" for name in POSTGRES),
    }
)


def environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment, filled up from the ``.env`` files."""
    values: dict[str, str] = {}
    for path in reversed(ENV_FILES):
        if not path.is_file():
            continue
        # Loaded only where there is such a file: it takes a tenth of the time to start.
        from dotenv import dotenv_values

        values.update({name: value for name, value in dotenv_values(path).items() if value})
    return values | dict(environ)


def load(values: Mapping[str, str], flags: Mapping[str, Any], check_redis: Check) -> Settings:
    """Check all settings.

    Args:
        values: the environment.
        flags: what the command line said, by the names of ``Settings``; None where it said nothing.
        check_redis: raises ValueError for a URL that cannot be used.

    Raises:
        ConfigError: lists every problem by the name of its setting.
    """
    reader = _Reader(values)
    warnings = _typos(values)
    threads = reader.whole("RAILS_MAX_THREADS", 5)
    settings: dict[str, Any] = {
        "redis_url": reader.checked("REDIS_URL", "redis://localhost:6379/0", check_redis),
        "database": _database(reader, warnings),
        "queues": reader.queues("WORKER_QUEUE", "default"),
        "concurrency": reader.whole("PYWORKER_CONCURRENCY", threads),
        "processes": reader.whole("PYWORKER_PROCESSES", len(os.sched_getaffinity(0))),
        "shutdown_timeout_s": reader.number("PYWORKER_TIMEOUT", 25, 0),
        "poll_average_s": reader.number("PYWORKER_POLL_INTERVAL", 5, 0.05),
        "log_level": reader.choice("PYWORKER_LOG_LEVEL", "info", LEVELS),
        "log_format": reader.choice("PYWORKER_LOG_FORMAT", "pretty", FORMATS),
        "stats_window": reader.choice("PYWORKER_STATS_WINDOW", "auto", get_args(Window)),
        "stats_memory": reader.choice("PYWORKER_STATS_MEMORY", "allocated", get_args(Memory)),
        "tag": reader.text("PYWORKER_TAG", ""),
    }
    settings |= {name: value for name, value in flags.items() if value is not None}
    if reader.problems:
        raise ConfigError(reader.problems)
    return Settings(**settings, warnings=tuple(warnings))


def _database(reader: _Reader, warnings: list[str]) -> str:
    """Return a connection string: from the five POSTGRES_* if any is set, else DATABASE_URL."""
    given = {name: reader.values.get(f"POSTGRES_{name}", "") for name in POSTGRES}
    url = reader.values.get("DATABASE_URL", "")
    if url and not any(given.values()):
        return reader.checked("DATABASE_URL", "", _check_database_url)
    if url:
        warnings.append("DATABASE_URL and POSTGRES_* are both set: the POSTGRES_* settings win")
    reader.whole("POSTGRES_PORT", 5432)
    parts = {"HOST": "localhost", "PORT": "5432"} | {k: v for k, v in given.items() if v}
    return " ".join(f"{POSTGRES[name]}={_quoted(value)}" for name, value in parts.items())


def _check_database_url(url: str) -> None:
    scheme = url.partition("://")[0]
    if scheme not in ("postgresql", "postgres"):
        raise ValueError("expected postgresql://user:password@host:port/database")


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _typos(values: Mapping[str, str]) -> list[str]:
    """Warn of variables that look like ours and are not: they would be ignored in silence."""
    found = []
    for name in sorted(set(values) - KNOWN):
        close = difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.85)
        if close or name.startswith("PYWORKER_"):
            meant = close or difflib.get_close_matches(name, KNOWN, n=1, cutoff=0)
            found.append(f"{name} is set but means nothing; did you mean {meant[0]}?")
    return found

"""Jobs in a list: columns for people, keys for programs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pyworker.operate.table import Column, table
from pyworker.operate.times import relative
from pyworker.transports.redis.inspector.entry import Entry

# What a table shows of arguments and bodies at most; a terminal is narrower anyway.
MOST_CHARS = 200


@dataclass(frozen=True, slots=True)
class Field:
    """A column, and what it shows of a job at a time (epoch seconds)."""

    column: Column
    show: Callable[[Entry, float], str]


def args(values: Any) -> str:
    """Write arguments as one would in a call: JSON values, separated by commas."""
    text = msgspec.json.encode(values).decode()
    return text[1:-1] if isinstance(values, list) else text


def _when(entry: Entry, now: float) -> str:
    return "" if entry.at is None else relative(entry.at, now)


def _waiting(entry: Entry, now: float) -> str:
    since = entry.time("enqueued_at")
    return "" if since is None else relative(since, now)


def _tries(entry: Entry, _now: float) -> str:
    count = entry.job.retry_count if entry.job else None
    return "" if count is None else str(count + 1)


def _class(entry: Entry, _now: float) -> str:
    return entry.class_name or "(no job)"


def _args(entry: Entry, _now: float) -> str:
    return args(entry.args)[:MOST_CHARS] if entry.job else ""


def _error(entry: Entry, _now: float) -> str:
    # What is no job is its own error.
    shown = entry.error if entry.job else entry.body.decode("utf-8", "replace")
    return shown[:MOST_CHARS]


DUE = Field(Column("DUE"), _when)
DIED = Field(Column("DIED"), _when)
WAITING = Field(Column("ENQUEUED"), _waiting)
TRIES = Field(Column("TRIES", right=True), _tries)
CLASS = Field(Column("CLASS", least=8), _class)
QUEUE = Field(Column("QUEUE", least=6), lambda entry, _: entry.queue)
JID = Field(Column("JID"), lambda entry, _: entry.jid)
ARGS = Field(Column("ARGS", least=10), _args)
SPARE_ARGS = Field(Column("ARGS", least=10, spare=1), _args)
ERROR = Field(Column("ERROR", least=12), _error)


def listing(
    fields: Sequence[Field], entries: Sequence[Entry], now: float, width: int | None
) -> list[str]:
    """Return the lines of a table of jobs."""
    rows = [[field.show(entry, now) for field in fields] for entry in entries]
    return table([field.column for field in fields], rows, width)


def facts(entry: Entry) -> dict[str, Any]:
    """Return a job for programs; times are epoch seconds, and null where there is none."""
    job = entry.job
    return {
        "jid": entry.jid,
        "class": entry.class_name,
        "queue": entry.queue,
        "args": entry.args,
        "at": entry.at,
        "created_at": entry.time("created_at"),
        "enqueued_at": entry.time("enqueued_at"),
        "failed_at": entry.time("failed_at"),
        "retry_count": job.retry_count if job else None,
        "error_class": entry.text("error_class"),
        "error_message": entry.text("error_message"),
        "payload": entry.payload or entry.body.decode("utf-8", "replace"),
    }

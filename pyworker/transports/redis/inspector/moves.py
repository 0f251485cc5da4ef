"""Taking jobs out of ``retry``, ``schedule`` or ``dead``: each by one atomic step.

Source: sidekiq 6.4.1 to 8.1.7, lib/sidekiq/api.rb, SortedEntry: retry counts one failure back, and
kill moves the very bytes.
"""

import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from pyworker.job import edit, same_clock
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.settlement import DeadLimits

# What a failure has written into a body.
FAILURE = ("retry_count", "failed_at", "retried_at", "error_class", "error_message")
FAILURE_KEYS = (*FAILURE, "error_backtrace")

Move = Callable[[Connection, str, Sequence[Entry]], int]


def enqueue(connection: Connection, name: str, entries: Sequence[Entry]) -> int:
    """Put jobs into their queues now, as they are."""
    return _enqueue(connection, name, [(entry, {}, ()) for entry in entries])


def retry(connection: Connection, name: str, entries: Sequence[Entry]) -> int:
    """Put jobs into their queues now; the next failure counts as the last one did."""
    return _enqueue(connection, name, [(entry, _counted_back(entry), ()) for entry in entries])


def start_over(connection: Connection, name: str, entries: Sequence[Entry]) -> int:
    """Put jobs into their queues now as if they had never run: all their retries are ahead."""
    return _enqueue(connection, name, [(entry, {}, FAILURE_KEYS) for entry in entries])


def kill(connection: Connection, name: str, entries: Sequence[Entry], dead: DeadLimits) -> int:
    """Move jobs to the dead set, byte for byte; the set is trimmed as at every death."""
    limits = dead.at(time.time())
    members = [entry.body for entry in entries]
    return int(connection.call("EVAL", _lua("kill"), 2, name, keys.DEAD, *limits, *members))


def delete(connection: Connection, name: str, entries: Sequence[Entry]) -> int:
    """Remove jobs for good."""
    return int(connection.call("ZREM", name, *[entry.body for entry in entries]))


def _counted_back(entry: Entry) -> dict[str, Any]:
    count = entry.job.retry_count if entry.job else None
    return {} if count is None else {"retry_count": count - 1}


def _enqueue(
    connection: Connection, name: str, edits: Sequence[tuple[Entry, dict[str, Any], Sequence[str]]]
) -> int:
    """Move what is a job; what is none would fail in its queue, and stays where it is."""
    now = time.time()
    moves: list[bytes | str] = []
    for entry, changes, removed in edits:
        if entry.job is not None:
            enqueued = {"queue": entry.queue, "enqueued_at": same_clock(entry.job, now)}
            body = edit(entry.body, enqueued | changes, ["at", *removed])
            moves += [entry.body, entry.queue, body]
    return int(connection.call("EVAL", _lua("enqueue"), 2, name, keys.QUEUES, *moves))


@cache
def _lua(name: str) -> bytes:
    # Not among the transport's scripts: those are loaded by every worker's every connection.
    return files(__package__).joinpath(f"{name}.lua").read_bytes()

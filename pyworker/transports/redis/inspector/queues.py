"""Queues: how long they are and how late, pausing, clearing."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Command, Connection
from pyworker.transports.redis.inspector.entry import Entry

PAGE = 500


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue; ``latency_s`` is how long its next job has been waiting."""

    name: str
    size: int
    latency_s: float
    paused: bool


def all_queues(connection: Connection) -> list[Queue]:
    """List every queue that ever got a job, or is paused, by name."""
    known, paused = connection.pipeline([("SMEMBERS", keys.QUEUES), ("SMEMBERS", keys.PAUSED)])
    names = sorted(name.decode("utf-8", "replace") for name in {*known, *paused})
    asked: list[Command] = [
        command
        for name in names
        for command in (("LLEN", keys.queue(name)), ("LINDEX", keys.queue(name), -1))
    ]
    replies = connection.pipeline(asked)
    now = time.time()
    return [
        Queue(name, size, latency_s(oldest, now), name.encode() in paused)
        for name, size, oldest in zip(names, replies[::2], replies[1::2], strict=True)
    ]


def size(connection: Connection, name: str) -> int:
    """Return how many jobs wait in a queue."""
    return int(connection.call("LLEN", keys.queue(name)))


def jobs(connection: Connection, name: str) -> Iterator[Entry]:
    """Yield a queue's jobs, the next to run first; what comes and goes meanwhile may shift."""
    end = -1
    while page := connection.call("LRANGE", keys.queue(name), end - PAGE + 1, end):
        yield from map(Entry, reversed(page))
        end -= PAGE


def clear(connection: Connection, name: str) -> int:
    """Remove a queue with all its jobs; returns how many. What workers hold they still run."""
    key = keys.queue(name)
    removal: list[Command] = [
        ("MULTI",),
        ("LLEN", key),
        ("UNLINK", key),
        ("SREM", keys.QUEUES, name),
        *(("HDEL", keys.SUSPECTS, jid) for jid in _tallied(connection, name)),
        ("EXEC",),
    ]
    return int(connection.pipeline(removal)[-1][0])


def pause(connection: Connection, names: Sequence[str]) -> int:
    """Let no worker fetch from queues, until they are unpaused; returns how many are new to it.

    Source: Sidekiq 8.1 reads the same set; open-source Ruby workers fetch nevertheless.
    """
    return int(connection.call("SADD", keys.PAUSED, *names))


def unpause(connection: Connection, names: Sequence[str]) -> int:
    """Let workers fetch again; returns how many queues were paused."""
    return int(connection.call("SREM", keys.PAUSED, *names))


def paused(connection: Connection) -> list[str]:
    """List the paused queues by name."""
    names: Any = connection.call("SMEMBERS", keys.PAUSED)
    return sorted(name.decode("utf-8", "replace") for name in names)


def _tallied(connection: Connection, name: str) -> list[str]:
    """List the jids whose recoveries are counted: a count of a job that is gone stays for ever."""
    known = {jid.decode("utf-8", "replace") for jid in connection.call("HKEYS", keys.SUSPECTS)}
    return [entry.jid for entry in jobs(connection, name) if entry.jid in known] if known else []


def latency_s(oldest: bytes | None, now: float) -> float:
    """Return how long a queue's next job, None where there is none, has been waiting."""
    enqueued = Entry(oldest).time("enqueued_at") if oldest else None
    return 0.0 if enqueued is None else max(0.0, now - enqueued)

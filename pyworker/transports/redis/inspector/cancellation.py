"""Calling a job off: out of where it waits, or, while it runs, by a word to its supervisor."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector import leases, sets
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.inspector.filter import Filter
from pyworker.transports.redis.inspector.processes import identities, running
from pyworker.transports.redis.inspector.queues import PAGE, all_queues


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that waits in the list or sorted set ``key``."""

    key: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class AtWork:
    """A job that a process has fetched; only pyworker's processes can be told to kill it."""

    identity: str
    ours: bool


def find(connection: Connection, jid: str) -> Waiting | AtWork | None:
    """Look where a job is: running, queued, to be retried, or scheduled."""
    # In the order of a job's way, or one that moves meanwhile could be missed everywhere.
    for name in (keys.SCHEDULE, keys.RETRY):
        wanted = Filter(jids=frozenset({jid}))
        for entry in sets.walk(connection, name, wanted, sets.EARLIEST_FIRST):
            return Waiting(name, entry)
    for queue in all_queues(connection):
        for entry in _newest_first(connection, keys.queue(queue.name)):
            if entry.jid == jid:
                return Waiting(keys.queue(queue.name), entry)
    return _at_work(connection, jid)


def remove(connection: Connection, waiting: Waiting) -> bool:
    """Take a waiting job away for good; False where it has moved on meanwhile."""
    body = waiting.entry.body
    in_set = waiting.key in (keys.SCHEDULE, keys.RETRY)
    command = ("ZREM", waiting.key, body) if in_set else ("LREM", waiting.key, -1, body)
    removed = bool(connection.call(*command))
    if removed and not in_set:
        # A job that was recovered is counted until it is settled, which it never will be now.
        connection.call("HDEL", keys.SUSPECTS, waiting.entry.jid)
    return removed


def _at_work(connection: Connection, jid: str) -> AtWork | None:
    identity = leases.holder(connection, jid)
    if identity:
        return AtWork(identity, ours=True)
    # What pyworker's processes told at their last beat is older than their leases.
    rubys = set(identities(connection)) - set(leases.leased(connection))
    for work in running(connection, sorted(rubys)):
        if work.jid == jid:
            return AtWork(work.identity, ours=False)
    return None


def _newest_first(connection: Connection, key: str) -> Iterator[Entry]:
    """Yield a list from its left end: what workers take from the right then shifts nothing."""
    start = 0
    while page := connection.call("LRANGE", key, start, start + PAGE - 1):
        yield from map(Entry, page)
        start += PAGE

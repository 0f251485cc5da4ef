"""A few figures for monitoring, in one round trip; nothing is written."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Command, Connection
from pyworker.transports.redis.inspector.queues import latency_s

SETS = (keys.RETRY, keys.SCHEDULE, keys.DEAD)


@dataclass(frozen=True, slots=True)
class Figures:
    """Each queue's size and latency in seconds, the sets' sizes, and how many jobs are leased."""

    queues: Mapping[str, tuple[int, float]]
    sets: Mapping[str, int]
    leased: int


def figures(
    connection: Connection, queues: Sequence[str], holders: Sequence[tuple[str, int]]
) -> Figures:
    """Read them; ``holders`` are identities with their numbers of slots."""
    leases = [
        keys.lease(identity, slot, queue)
        for identity, slots in holders
        for slot in range(slots)
        for queue in queues
    ]
    asked: list[Command] = [
        *(("LLEN", keys.queue(name)) for name in queues),
        *(("LINDEX", keys.queue(name), -1) for name in queues),
        *(("ZCARD", name) for name in SETS),
        *(("LLEN", lease) for lease in leases),
    ]
    replies = iter(connection.pipeline(asked))
    now = time.time()
    sizes = [next(replies) for _ in queues]
    latencies = [latency_s(next(replies), now) for _ in queues]
    return Figures(
        dict(zip(queues, zip(sizes, latencies, strict=True), strict=True)),
        {name: next(replies) for name in SETS},
        sum(replies),
    )

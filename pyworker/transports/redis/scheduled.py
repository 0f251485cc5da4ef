"""Promotion: due retries and scheduled jobs go to their queues, each by one atomic move.

Between Sidekiq's removal from the set and its push lies a moment in which a killed process loses
the job; here the set's member and the queue's body change in one script.
"""

import time
from collections.abc import Iterator

from pyworker.errors import MalformedJob
from pyworker.job import edit, parse, same_clock
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.scripts import script
from pyworker.transports.redis.settlement import DeadLimits

# Retries before scheduled jobs, as Sidekiq has it.
SETS = (keys.RETRY, keys.SCHEDULE)
BATCH = 200


def promote(connection: Connection, name: str, now: float, dead: DeadLimits) -> int | None:
    """Move a batch of the jobs in set ``name`` due at ``now`` (epoch seconds).

    Returns how many were moved here, which somebody else may have brought down to 0; None where
    nothing is due any more.
    """
    due = connection.call("ZRANGEBYSCORE", name, "-inf", repr(now), "LIMIT", 0, BATCH)
    if not due:
        return None
    moved: int = script("promote").run(
        connection,
        [name, keys.QUEUES, keys.DEAD],
        *dead.at(now),
        *(part for member in due for part in _moves(member)),
    )
    return moved


def _moves(member: bytes) -> Iterator[bytes | str]:
    """Yield the member, the queue it goes to, and its body there."""
    yield member
    try:
        job = parse(member)
        queue = job.queue or "default"
        body = edit(member, {"queue": queue, "enqueued_at": same_clock(job, time.time())}, ["at"])
    except MalformedJob:
        yield ""
        yield ""
    else:
        yield queue
        yield body

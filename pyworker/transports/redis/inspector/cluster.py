"""The whole at a glance: processes, what runs, queues, sets, counts and leases."""

import time
from datetime import UTC, datetime

import msgspec

from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector import leases
from pyworker.transports.redis.inspector.leases import Suspect
from pyworker.transports.redis.inspector.processes import Process, Running, identities
from pyworker.transports.redis.inspector.processes import processes as read_processes
from pyworker.transports.redis.inspector.processes import running as read_running
from pyworker.transports.redis.inspector.queues import Queue, all_queues


class Orphaned(msgspec.Struct, frozen=True, kw_only=True):
    """Leases of a process that shows no more; a living process returns them within seconds."""

    identity: str
    leased: int


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of the cluster; ``at`` is epoch seconds.

    Attributes:
        processed: jobs run since the counts were last reset, failed ones among them.
        busy: jobs running at the processes' last beats.
        leased: jobs that pyworker's processes have fetched and not yet settled.
    """

    at: float
    processed: int
    failed: int
    processed_today: int
    failed_today: int
    enqueued: int
    busy: int
    concurrency: int
    leased: int
    retry: int
    scheduled: int
    dead: int
    processes: list[Process]
    running: list[Running]
    queues: list[Queue]
    suspects: list[Suspect]
    orphaned: list[Orphaned]


def look(connection: Connection) -> Cluster:
    """Read all of it; not as of one instant, but within some milliseconds."""
    leased = leases.leased(connection)
    processes = read_processes(connection, identities(connection), leased)
    alive = [process.identity for process in processes]
    queues = all_queues(connection)
    return Cluster(
        at=time.time(),
        **_counts(connection),
        enqueued=sum(queue.size for queue in queues),
        busy=sum(process.busy for process in processes),
        concurrency=sum(process.concurrency for process in processes),
        leased=sum(leased.values()),
        processes=processes,
        running=read_running(connection, alive),
        queues=queues,
        suspects=leases.suspects(connection),
        orphaned=[
            Orphaned(identity=identity, leased=count)
            for identity, count in leased.items()
            if count and identity not in alive
        ],
    )


def _counts(connection: Connection) -> dict[str, int]:
    today = datetime.now(UTC).date().isoformat()
    replies = connection.pipeline(
        [
            ("GET", keys.PROCESSED),
            ("GET", keys.FAILED),
            ("GET", f"{keys.PROCESSED}:{today}"),
            ("GET", f"{keys.FAILED}:{today}"),
            ("ZCARD", keys.RETRY),
            ("ZCARD", keys.SCHEDULE),
            ("ZCARD", keys.DEAD),
        ]
    )
    names = (
        "processed", "failed", "processed_today", "failed_today", "retry", "scheduled", "dead",
    )  # fmt: skip
    return {name: int(reply or 0) for name, reply in zip(names, replies, strict=True)}

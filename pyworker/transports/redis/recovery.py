"""What dead processes held goes back to its queues; a job that kills its process is buried.

A job is counted once for each time its process died under it, in ``pyworker:suspects``, until it is
settled. Where a supervisor saw which jobs ran, those alone are counted; otherwise all that the
owner held. A job recovered twice is leased and run by itself, so that one that kills its process
cannot take others to the dead set with it.
"""

import time
from collections.abc import Collection

from pyworker.errors import RecoveredTooOften, TransportDown
from pyworker.retry import ended
from pyworker.transport import Delivery, Recovered
from pyworker.transports.redis import keys, presence, settlement
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.owner import Owner, from_record
from pyworker.transports.redis.scripts import script
from pyworker.transports.redis.settlement import DeadLimits

# Sidekiq Pro's limit for the same (its public documents: three recoveries in 72 hours).
MAX_RECOVERIES = 3
WINDOW_S = 72 * 3600
# Children beat every 5 s and their supervisor vouches for them every 2 s.
STALE_AFTER_S = 10
# After an outage of Redis all beats are old at once; who lives beats within this time.
GRACE_S = 6.0


class Sweeper:
    """Finds dead owners; remembers when each was first seen without beats."""

    def __init__(self, identity: str, dead: DeadLimits) -> None:
        self._identity = identity
        self._dead = dead
        self._missed_since: dict[str, float] = {}

    def sweep(self, connection: Connection, now: float) -> Recovered:
        """Bury every owner that has died for certain, or has been silent for too long."""
        total = Recovered()
        try:
            dead = self._dead_owners(connection)
        except TransportDown:
            # Who was silent then may have been kept from us by the same outage.
            self._missed_since.clear()
            raise
        _forget_old_tallies(connection, now)
        for owner in dead:
            burial = bury(connection, owner, None, self._dead)
            total.owners += burial.owners
            total.returned += burial.returned
            total.dead += burial.dead
        return total

    def _dead_owners(self, connection: Connection) -> list[str]:
        records = connection.call("HGETALL", keys.OWNERS)
        beats = dict(_pairs(connection.call("ZRANGE", keys.BEATS, 0, -1, "WITHSCORES")))
        clock = int(connection.call("TIME")[0])
        silent = {
            identity: record
            for identity, record in _pairs(records)
            if clock - float(beats.get(identity, 0)) > STALE_AFTER_S
        }
        here = {
            identity
            for identity, record in _pairs(records)
            if from_record(identity, record).has_died()
        }
        self._missed_since = {
            identity: self._missed_since.get(identity, time.monotonic()) for identity in silent
        }
        long_silent = {
            identity
            for identity, since in self._missed_since.items()
            if time.monotonic() - since >= GRACE_S
        }
        return sorted((here | long_silent) - {self._identity})


def leased(connection: Connection, identity: str) -> list[Delivery]:
    """List what an owner holds, of each lease the oldest first."""
    record = connection.call("HGET", keys.OWNERS, identity)
    if record is None:
        return []
    return [
        Delivery(body, queue, lease)
        for lease, queue in from_record(identity, record).leases()
        for body in reversed(connection.call("LRANGE", lease, 0, -1))
    ]


def bury(
    connection: Connection, identity: str, running: Collection[bytes] | None, dead: DeadLimits
) -> Recovered:
    """Return what a dead owner held, and strike it off; other sweepers may do so meanwhile.

    Args:
        connection: to Redis.
        identity: the dead owner.
        running: bodies that ran when it died; None where nobody knows, and all are counted.
        dead: the limits of the dead set.
    """
    recovered, now = Recovered(owners=[identity]), time.time()
    # Newest first, each to the head of its queue: the oldest ends up first in line.
    for delivery in reversed(leased(connection, identity)):
        jid = settlement.tally_name(delivery)
        count, first = _recoveries(connection, jid, now)
        counted = running is None or delivery.body in running
        if counted and count + 1 >= MAX_RECOVERIES:
            recovered.dead += _kill(connection, delivery, count + 1, dead)
        else:
            tally = [jid, f"{count + 1} {first}"] if counted else []
            recovered.returned += script("recover").run(
                connection,
                [delivery.lease, keys.queue(delivery.queue), keys.QUEUES, keys.SUSPECTS],
                delivery.body,
                delivery.queue,
                *tally,
            )
    record = connection.call("HGET", keys.OWNERS, identity)
    if record is not None:
        presence.leave(connection, from_record(identity, record))
    return recovered


def drain(connection: Connection, owner: Owner) -> int:
    """Return all that a living owner holds, at its own end; counts against nobody."""
    pairs = [key for lease, queue in owner.leases() for key in (lease, keys.queue(queue))]
    returned: int = script("drain_lease").run(connection, [keys.QUEUES, *pairs])
    return returned


def _kill(connection: Connection, delivery: Delivery, count: int, dead: DeadLimits) -> int:
    """Send a job to the dead set with the reason, or nowhere if it asked for that."""
    error = RecoveredTooOften(
        f"its process died under this job {count} times within {WINDOW_S // 3600} hours; find out "
        "what kills the process (memory, a signal, a native crash) before retrying it"
    )
    outcome = ended(delivery.body, error, delivery.queue, time.time())
    (killed,) = connection.pipeline(settlement.commands([(delivery, outcome)], dead))
    return int(killed)


def _recoveries(connection: Connection, jid: str, now: float) -> tuple[int, int]:
    """Return how often a job was recovered within the window, and since when."""
    known = connection.call("HGET", keys.SUSPECTS, jid)
    if known is None:
        return 0, int(now)
    count, first = (int(part) for part in known.split())
    return (count, first) if now - first <= WINDOW_S else (0, int(now))


def _pairs(flat: list[bytes]) -> list[tuple[str, bytes]]:
    return [(key.decode(), value) for key, value in zip(flat[::2], flat[1::2], strict=True)]


def _forget_old_tallies(connection: Connection, now: float) -> None:
    """Drop what is counted of jobs that were not seen within the window; deleted ones, say."""
    tallies = _pairs(connection.call("HGETALL", keys.SUSPECTS))
    old = [name for name, tally in tallies if now - int(tally.split()[1]) > WINDOW_S]
    if old:
        connection.call("HDEL", keys.SUSPECTS, *old)

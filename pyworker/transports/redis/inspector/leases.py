"""What pyworker's processes have fetched and not yet settled, and what outlived a process."""

import msgspec

from pyworker.transports.redis import keys, recovery
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.owner import from_record


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A job under which ``recoveries`` processes have died since ``first_at`` (epoch seconds)."""

    jid: str
    recoveries: int
    first_at: float


def leased(connection: Connection) -> dict[str, int]:
    """Count what each owner holds; an owner is a process that may hold leases, dead or alive."""
    records = connection.call("HGETALL", keys.OWNERS)
    owners = [
        from_record(identity.decode(), record)
        for identity, record in zip(records[::2], records[1::2], strict=True)
    ]
    lengths = iter(
        connection.pipeline([("LLEN", lease) for owner in owners for lease, _ in owner.leases()])
    )
    return {owner.identity: sum(next(lengths) for _ in owner.leases()) for owner in owners}


def holder(connection: Connection, jid: str) -> str | None:
    """Return the owner that holds a job, running or about to run."""
    for identity, count in leased(connection).items():
        if count and any(
            Entry(delivery.body).jid == jid for delivery in recovery.leased(connection, identity)
        ):
            return identity
    return None


def suspects(connection: Connection) -> list[Suspect]:
    """List the jobs whose processes died, the oldest first, until they are settled."""
    flat = connection.call("HGETALL", keys.SUSPECTS)
    found = []
    for jid, tally in zip(flat[::2], flat[1::2], strict=True):
        recoveries, first_at = tally.split()
        name = jid.decode("utf-8", "replace")
        found.append(Suspect(jid=name, recoveries=int(recoveries), first_at=float(first_at)))
    return sorted(found, key=lambda suspect: suspect.first_at)

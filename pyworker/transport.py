"""The port between the runtime and a queue's server: deliveries out, outcomes in.

A delivery is leased, not popped: until it is settled or given back it belongs to this process's
owner record, from which any living process returns it to its queue once the owner is dead.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from pyworker.counters import Counts
from pyworker.job import Job
from pyworker.outcome import Outcome

# From this many recoveries on a job is suspect: it is leased and run alone, one at a time in a
# process. Not from the first: whatever ran beside a crash would be run in single file.
SUSPECT_FROM = 2


class Delivery(msgspec.Struct, gc=False, eq=False):
    """One leased job: the bytes, where they came from, and what the transport needs to settle.

    ``recoveries`` counts the processes that have died under this job. ``held`` marks one that
    arrived from a queue paused at the same moment. ``job`` and ``spec`` are the executor's. A
    struct of msgspec costs a third of what a class with slots does to make.
    """

    body: bytes
    queue: str
    lease: Any
    recoveries: int = 0
    held: bool = False
    job: Job | None = None
    spec: Any = None


Settled = tuple[Delivery, Outcome]


@dataclass(frozen=True, slots=True)
class Work:
    """A job that a thread is running now, for the cluster to see; ``run_at`` is epoch seconds."""

    tid: str
    queue: str
    body: bytes
    run_at: float


@dataclass(frozen=True, slots=True)
class Tallied:
    """What a process has done of one job class since the last beat that was written.

    ``processed`` has the failed ones too, ``ms`` and ``histogram`` have not; the histogram counts
    jobs by bucket of duration.
    """

    class_name: str
    processed: int
    failed: int
    ms: int
    histogram: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beat:
    """What a process tells of itself at each heartbeat."""

    busy: int
    quiet: bool
    rss_kib: int
    rtt_us: int
    processed: int
    failed: int
    work: Sequence[Work] = ()
    tally: Sequence[Tallied] = ()


@dataclass(slots=True)
class Recovered:
    """What a sweep over dead owners did: owners swept, jobs returned, jobs sent to the dead set."""

    owners: list[str] = field(default_factory=list)
    returned: int = 0
    dead: int = 0


class Inbox(Protocol):
    """One processor's way to the queues, with a connection of its own; used by one thread."""

    def swap(self, settled: Sequence[Settled], limit: int) -> list[Delivery]:
        """Settle and lease up to ``limit`` jobs of one queue, in one round trip.

        ``limit`` 0 settles only. Returns at once, with an empty list where nothing is queued.

        Raises:
            TransportDown: nothing is known of the settling; call again with the same list.
        """

    def wait(self, timeout_s: float) -> list[Delivery]:
        """Wait until a job arrives, and lease it; an empty list after ``timeout_s`` or ``wake``."""

    def close(self) -> None:
        """Close the connection; what is leased stays leased."""


class Transport(Protocol):
    """All that the runtime asks of a queue's server; every method but ``inbox`` is thread-safe."""

    def inbox(self, slot: int) -> Inbox:
        """Open the way of processor number ``slot`` (from 0) to the queues."""

    def wake(self) -> None:
        """Make every ``Inbox.wait`` return now."""

    def settle(self, settled: Sequence[Settled]) -> None:
        """Write outcomes from outside a processor."""

    def give_back(self, deliveries: Sequence[Delivery]) -> None:
        """Return unsettled deliveries to the head of their queues, byte-identical, in order."""

    def promote(self, now: float) -> int:
        """Move due jobs (retries before scheduled ones) to their queues; returns how many."""

    def beat(self, beat: Beat) -> list[str]:
        """Announce this process; returns the signals asked for remotely, oldest first.

        Raises:
            TransportDown: the counts may be written or not; call again with the same counts.
        """

    def count(self, counts: Counts, tally: Sequence[Tallied] = ()) -> None:
        """Add to the cluster's counts at once; for the supervisor, which has no heartbeat."""

    def vouch(self, identities: Sequence[str]) -> None:
        """Say that other owners live: a supervisor's children, whatever their threads are at."""

    def cancelled(self) -> set[str]:
        """Return the jids of the running jobs that an operator has called off."""

    def forget_cancelled(self, jids: Collection[str]) -> None:
        """Note that jobs that were called off have ended."""

    def processes(self) -> int:
        """Return how many processes the cluster has."""

    def join(self) -> None:
        """Register the owner record; before the first fetch."""

    def leave(self) -> None:
        """Return all that is still leased, and sign off."""

    def recover(self) -> Recovered:
        """Return the jobs of owners that are dead for certain."""

    def leased(self, owner: str) -> list[Delivery]:
        """List what ``owner`` holds; for the supervisor, after its child has died."""

    def bury(self, owner: str, running: Collection[bytes]) -> Recovered:
        """Return what a dead ``owner`` held; count a recovery for the ``running`` bodies alone."""

    def close(self) -> None:
        """Close every connection that this object opened."""

"""Alive? Ready? Pure: by what the supervisor last wrote, and the time."""

from collections.abc import Iterator, Sequence

from pyworker.runtime.health.panel import ChildState, Snapshot

# The supervisor writes every second; a server that does not answer may hold it up for some.
ALIVE_S = 30.0
# An idle processor asks for jobs every two seconds, and tells a second later.
RECENT_S = 10.0


def why_not_alive(snapshot: Snapshot | None, now: float) -> list[str]:
    """Return why the service is to be taken for dead; nothing where it is alive."""
    if snapshot is None:
        return ["the supervisor has not been heard yet"]
    silent_s = now - snapshot.at
    return [f"the supervisor is not heard for {silent_s:.0f} s"] if silent_s > ALIVE_S else []


def why_not_ready(snapshot: Snapshot | None, now: float) -> list[str]:
    """Return why the service does not work on its queues as it should; nothing where it does.

    Each process must have fetched jobs, or waited for some, within the last seconds, or be busy
    with all its threads.
    """
    reasons = why_not_alive(snapshot, now)
    if snapshot is None or reasons:
        return reasons
    if snapshot.stopping:
        return ["stopping"]
    if snapshot.quiet:
        return ["quiet: it was told to fetch nothing more"]
    return [
        f"process {number}: {reason}"
        for number in snapshot.places
        for reason in _why_not(_seated(snapshot, number), now)
    ]


def _seated(snapshot: Snapshot, number: int) -> list[ChildState]:
    """Return who works at a place: while one leaves, its successor may not have begun yet."""
    return [child for child in snapshot.children if child.number == number]


def _why_not(children: Sequence[ChildState], now: float) -> Iterator[str]:
    if any(_works(child, now) for child in children):
        return
    fetched_at = max((child.fetched_at for child in children), default=0.0)
    if not children:
        yield "it has died and is started again"
    elif not fetched_at:
        yield "it has not fetched yet"
    else:
        yield f"it has neither fetched nor waited successfully for {now - fetched_at:.0f} s"


def _works(child: ChildState, now: float) -> bool:
    fetches = child.fetched_at > 0 and now - child.fetched_at <= RECENT_S
    all_busy = child.busy >= child.threads and now - child.heard_at <= RECENT_S
    return fetches or all_busy

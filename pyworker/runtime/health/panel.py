"""What the supervisor sees of its children, written where the health process reads it."""

import mmap
import time

import msgspec

from pyworker.runtime import by_class
from pyworker.runtime.box import Box
from pyworker.runtime.by_class import ByClass
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew
from pyworker.runtime.memory import resident_bytes

# Some thousand job classes; what is never written takes no memory.
PANEL_BYTES = 1 << 21


class ChildState(msgspec.Struct, frozen=True, kw_only=True):
    """One child; times are monotonic seconds, 0 for never. Who is ``leaving`` soon finishes."""

    number: int
    pid: int
    identity: str
    threads: int
    busy: int
    resident_bytes: int
    leaving: bool
    ready_at: float = 0.0
    heard_at: float = 0.0
    fetched_at: float = 0.0


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A moment, ``at`` monotonic seconds; counts are since the service was started.

    Attributes:
        places: the numbers of the places that a child should sit in.
        recovered: jobs returned to their queues after a process had died.
        deaths: of children, unexpected or for one of their jobs.
    """

    at: float
    stopping: bool
    quiet: bool
    places: list[int]
    children: list[ChildState]
    processed: int
    failed: int
    recovered: int
    deaths: int
    classes: ByClass


class Panel:
    """Shared memory for one snapshot; made before the health process is forked."""

    def __init__(self) -> None:
        self._box = Box(memoryview(mmap.mmap(-1, PANEL_BYTES)))

    def write(self, snapshot: Snapshot) -> None:
        if not self._box.put(msgspec.json.encode(snapshot)):
            # Too many job classes: all else is still told.
            self._box.put(msgspec.json.encode(msgspec.structs.replace(snapshot, classes={})))

    def read(self) -> Snapshot | None:
        text = self._box.get()
        return msgspec.json.decode(text, type=Snapshot) if text else None


def snapshot(crew: Crew) -> Snapshot:
    """Look at all children now."""
    counts = crew.counts()
    classes: ByClass = {}
    by_class.add(classes, crew.totals.classes)
    recovered = crew.totals.recovered
    for child in crew.present():
        if child.board:
            by_class.add(classes, by_class.decode(child.board.classes.get()))
            recovered += child.board.vitals().recovered
    return Snapshot(
        at=time.monotonic(),
        stopping=crew.stopping,
        quiet=crew.quiet,
        places=[child.number for child in crew.places if not child.retired],
        children=[_state(child, child in crew.departing) for child in crew.present()],
        processed=counts.processed,
        failed=counts.failed,
        recovered=recovered,
        deaths=crew.totals.deaths,
        classes=classes,
    )


def _state(child: Child, leaving: bool) -> ChildState:
    vitals = child.vitals
    return ChildState(
        number=child.number,
        pid=child.pid,
        identity=child.identity,
        threads=child.slots,
        busy=child.board.busy() if child.board else 0,
        resident_bytes=resident_bytes(child.pid),
        leaving=leaving,
        ready_at=vitals.ready_at if vitals else 0.0,
        heard_at=vitals.heard_at if vitals else 0.0,
        fetched_at=vitals.fetched_at if vitals else 0.0,
    )

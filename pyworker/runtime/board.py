"""Memory that a child and its supervisor share: what each processor runs, and until when.

First come two int64, the counts not yet told to the cluster. Then the slots, each a fixed block:
deadline (float64, monotonic seconds, 0 for none), number of jobs (uint32), then a mark for each
(int64). A job's mark is Python's hash of its body: supervisor and child are forks of one process
and share its seed, and any body has one, whatever its jid. The clock is the machine's, so both
sides read the same time.
"""

import mmap
import struct
from collections.abc import Sequence

from pyworker.counters import Counters

_HEAD = struct.Struct("=dI")
_ONE = struct.Struct("=dIq")
_MARK_BYTES = 8
# Marks of the largest batch; jobs beyond it are run, but not seen.
MOST_MARKS = 500
SLOT_BYTES = _HEAD.size + MOST_MARKS * _MARK_BYTES
_SLOTS_AT = 16


def mark(body: bytes) -> int:
    """Return what stands for a job on the board."""
    return hash(body)


class Board:
    """One child's slots; made before the fork."""

    def __init__(self, slots: int) -> None:
        self._slots = range(slots)
        self._memory = mmap.mmap(-1, _SLOTS_AT + SLOT_BYTES * slots)

    def seat(self, slot: int) -> "Seat":
        return Seat(self._memory, _start(slot))

    def counters(self) -> Counters:
        """Return the child's counts, wherever they are read."""
        return Counters(memoryview(self._memory)[:_SLOTS_AT].cast("q"))

    def running(self) -> set[int]:
        """Return the marks of what runs now, or ran when the child died."""
        return {each for slot in self._slots for each in self._read(slot)[1]}

    def overdue(self, now: float) -> set[int]:
        """Return the marks of what runs although its deadline is before ``now``."""
        return {each for slot in self._slots for each in self._overdue(slot, now)}

    def _overdue(self, slot: int, now: float) -> Sequence[int]:
        deadline, marks = self._read(slot)
        # Read twice: the late job may have ended, and another begun, between deadline and marks.
        late = 0 < deadline < now and (deadline, marks) == self._read(slot)
        return marks if late else ()

    def _read(self, slot: int) -> tuple[float, Sequence[int]]:
        start = _start(slot)
        deadline, number = _HEAD.unpack_from(self._memory, start)
        number = min(number, MOST_MARKS)
        return deadline, struct.unpack_from(f"={number}q", self._memory, start + _HEAD.size)


class Seat:
    """One processor's slot of the board."""

    __slots__ = ("_memory", "_start")

    def __init__(self, memory: mmap.mmap, start: int) -> None:
        self._memory = memory
        self._start = start

    def take(self, body: bytes, deadline: float) -> None:
        """Write the job that runs from now on, in place of what ran before."""
        _ONE.pack_into(self._memory, self._start, deadline, 1, hash(body))

    def take_all(self, bodies: Sequence[bytes], deadline: float) -> None:
        """Write a batch of jobs that run from now on."""
        marks = [mark(body) for body in bodies[:MOST_MARKS]]
        # The deadline last: it is what the supervisor acts on, and it must find the marks there.
        struct.pack_into(f"=dI{len(marks)}q", self._memory, self._start, 0.0, len(marks), *marks)
        _HEAD.pack_into(self._memory, self._start, deadline, len(marks))

    def leave(self) -> None:
        _HEAD.pack_into(self._memory, self._start, 0.0, 0)


def _start(slot: int) -> int:
    return _SLOTS_AT + slot * SLOT_BYTES

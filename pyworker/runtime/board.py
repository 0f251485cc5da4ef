"""Memory that a child and its supervisor share: what each processor runs, and how the child is.

First come five int64: the counts (``counters``), and jobs returned from dead processes. Then three
float64, the vitals. Then a box for what was done of each job class. Then the slots, each a fixed
block: deadline (float64, monotonic seconds, 0 for none), number of jobs (uint32), then a mark for
each (int64). The clock is the machine's, so both sides read the same time.

A job's mark is a checksum of its body, which any body has, whatever its jid. Not Python's hash: a
supervisor that has replaced itself by a newer one has another seed than its elder children.

The memory is a file without a name, so that it can be handed to a newer supervisor.
"""

import mmap
import os
import struct
from collections.abc import Sequence
from zlib import crc32

from pyworker.counters import Counters
from pyworker.runtime.box import Box

# Changes with everything below: an elder child may have been started by another version.
LAYOUT = 1

_HEAD = struct.Struct("=dI")
_ONE = struct.Struct("=dIq")
_MARK_BYTES = 8
# Marks of the largest batch; jobs beyond it are run, but not seen.
MOST_MARKS = 500
SLOT_BYTES = _HEAD.size + MOST_MARKS * _MARK_BYTES
_COUNTERS = slice(0, 32)
_RECOVERED = slice(32, 40)
_VITALS = slice(40, 64)
# Some 500 job classes; what is never written takes no memory.
_CLASSES = slice(64, 1 << 18)
_SLOTS_AT = _CLASSES.stop

# What stands for a job on the board.
mark = crc32


class Board:
    """One child's memory; made before the fork, or handed over by an earlier supervisor."""

    def __init__(self, slots: int, file: int | None = None) -> None:
        self._slots = range(slots)
        size = _SLOTS_AT + SLOT_BYTES * slots
        if file is None:
            file = os.memfd_create("pyworker-board")
            os.truncate(file, size)
        self.file = file
        self._memory = mmap.mmap(file, size)

    def seat(self, slot: int) -> "Seat":
        return Seat(self._memory, _start(slot))

    def counters(self) -> Counters:
        """Return the child's counts, wherever they are read."""
        return Counters(memoryview(self._memory)[_COUNTERS].cast("q"))

    def vitals(self) -> "Vitals":
        """Return how the child is, wherever it is read."""
        memory = memoryview(self._memory)
        return Vitals(memory[_VITALS].cast("d"), memory[_RECOVERED].cast("q"))

    @property
    def classes(self) -> Box:
        """Where the child tells what it has done of each class (``by_class``)."""
        return Box(memoryview(self._memory)[_CLASSES])

    def running(self) -> set[int]:
        """Return the marks of what runs now, or ran when the child died."""
        return {each for slot in self._slots for each in self._read(slot)[1]}

    def busy(self) -> int:
        """Return how many processors run something."""
        return sum(bool(self._read(slot)[1]) for slot in self._slots)

    def overdue(self, now: float) -> set[int]:
        """Return the marks of what runs although its deadline is before ``now``."""
        return {each for slot in self._slots for each in self._overdue(slot, now)}

    def close(self) -> None:
        """Close the file; what is mapped stays readable."""
        if self.file >= 0:
            os.close(self.file)
            self.file = -1

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
        _ONE.pack_into(self._memory, self._start, deadline, 1, crc32(body))

    def take_all(self, bodies: Sequence[bytes], deadline: float) -> None:
        """Write a batch of jobs that run from now on."""
        marks = [mark(body) for body in bodies[:MOST_MARKS]]
        # The deadline last: it is what the supervisor acts on, and it must find the marks there.
        struct.pack_into(f"=dI{len(marks)}q", self._memory, self._start, 0.0, len(marks), *marks)
        _HEAD.pack_into(self._memory, self._start, deadline, len(marks))

    def leave(self) -> None:
        _HEAD.pack_into(self._memory, self._start, 0.0, 0)


class Vitals:
    """What a child's main thread tells every second; times are monotonic seconds, 0 for never."""

    __slots__ = ("_recovered", "_times")

    def __init__(self, times: "memoryview[float]", recovered: "memoryview[int]") -> None:
        self._times = times
        self._recovered = recovered

    @property
    def ready_at(self) -> float:
        """When it began to serve its queues."""
        return self._times[0]

    @property
    def heard_at(self) -> float:
        """When it last told anything: it is not frozen, and its threads get their turns."""
        return self._times[1]

    @property
    def fetched_at(self) -> float:
        """When one of its processors last fetched, or waited for, a job without an error."""
        return self._times[2]

    @property
    def recovered(self) -> int:
        """How many jobs it has returned to their queues from dead processes."""
        return self._recovered[0]

    def tell(self, now: float, fetched_at: float, recovered: int) -> None:
        self._times[1] = now
        self._times[2] = fetched_at
        self._recovered[0] = recovered

    def ready(self, now: float) -> None:
        self._times[0] = now


def _start(slot: int) -> int:
    return _SLOTS_AT + slot * SLOT_BYTES

"""Memory that a child and its supervisor share: what each processor runs, and until when.

First come two int64, the counts not yet told to the cluster. Then the slots, each a fixed block:
deadline (float64, monotonic seconds, 0 for none), length (uint32), then the jids, separated by
newlines. The clock is the machine's, so both sides read the same time.
"""

import mmap
import struct

from pyworker.counters import Counters

_HEAD = struct.Struct("=dI")
_DEADLINE = struct.Struct("=d")
# One jid as Sidekiq makes them, written in one step.
_USUAL_LENGTH = 24
_USUAL = struct.Struct(f"=dI{_USUAL_LENGTH}s")
# Room for a batch of 100 jids of Sidekiq's 24 characters, and some longer.
SLOT_BYTES = 4096
_ROOM = SLOT_BYTES - _HEAD.size
_SLOTS_AT = 16


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

    def running(self) -> set[str]:
        """Return the jids that run now, or ran when the child died."""
        return {jid for slot in self._slots for jid in self._jids(slot)}

    def overdue(self, now: float) -> set[str]:
        """Return the jids whose deadline is before ``now`` (monotonic seconds)."""
        return {jid for slot in self._slots if self._is_late(slot, now) for jid in self._jids(slot)}

    def _is_late(self, slot: int, now: float) -> bool:
        (deadline,) = _DEADLINE.unpack_from(self._memory, _start(slot))
        return bool(0 < deadline < now)

    def _jids(self, slot: int) -> list[str]:
        start = _start(slot)
        _, length = _HEAD.unpack_from(self._memory, start)
        text = self._memory[start + _HEAD.size : start + _HEAD.size + length]
        return text.decode("utf-8", "replace").split("\n") if length else []


class Seat:
    """One processor's slot of the board."""

    __slots__ = ("_memory", "_start", "_text_at")

    def __init__(self, memory: mmap.mmap, start: int) -> None:
        self._memory = memory
        self._start = start
        self._text_at = start + _HEAD.size

    def take(self, jids: str, deadline: float) -> None:
        """Write what runs from now on, in place of what ran before."""
        text = jids.encode("utf-8", "replace")
        length = len(text)
        if length == _USUAL_LENGTH:
            _USUAL.pack_into(self._memory, self._start, deadline, length, text)
            return
        text = text[:_ROOM]
        # The deadline last: it is what the supervisor acts on, and it must find the jids there.
        _HEAD.pack_into(self._memory, self._start, 0.0, len(text))
        self._memory[self._text_at : self._text_at + len(text)] = text
        _DEADLINE.pack_into(self._memory, self._start, deadline)

    def leave(self) -> None:
        _HEAD.pack_into(self._memory, self._start, 0.0, 0)


def _start(slot: int) -> int:
    return _SLOTS_AT + slot * SLOT_BYTES

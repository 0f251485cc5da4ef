"""What this process has done since the last heartbeat that was written; memory only."""

import threading
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Counts:
    """Jobs processed (failed ones among them) and failed."""

    processed: int = 0
    failed: int = 0


class Cells(Protocol):
    """Two integers in memory, of whatever kind."""

    def __getitem__(self, index: int, /) -> int: ...
    def __setitem__(self, index: int, value: int, /) -> None: ...


class Counters:
    """Counts that many threads add to and one thread flushes.

    ``cells`` are two integers, processed and failed; in memory shared with the supervisor they
    outlive the process, and it can tell what the process no longer could.
    """

    def __init__(self, cells: Cells | None = None) -> None:
        self._lock = threading.Lock()
        self._cells: Cells = [0, 0] if cells is None else cells

    def add(self, processed: int, failed: int) -> None:
        with self._lock:
            self._cells[0] += processed
            self._cells[1] += failed

    def peek(self) -> Counts:
        with self._lock:
            return Counts(self._cells[0], self._cells[1])

    def written(self, counts: Counts) -> None:
        """Subtract what was written: jobs that ended during the write are still to be told."""
        self.add(-counts.processed, -counts.failed)

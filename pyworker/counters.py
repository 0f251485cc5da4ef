"""What this process has done, and how much of it the cluster has been told; memory only."""

import threading
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Counts:
    """Jobs processed (failed ones among them) and failed."""

    processed: int = 0
    failed: int = 0


class Cells(Protocol):
    """Four integers in memory, of whatever kind."""

    def __getitem__(self, index: int, /) -> int: ...
    def __setitem__(self, index: int, value: int, /) -> None: ...


class Counters:
    """Counts that many threads add to and one thread flushes.

    ``cells`` are four integers: processed and failed, then how many of each have been told. In
    memory shared with the supervisor they outlive the process, and it can tell what the process no
    longer could.
    """

    def __init__(self, cells: Cells | None = None) -> None:
        self._lock = threading.Lock()
        self._cells: Cells = [0, 0, 0, 0] if cells is None else cells

    def add(self, processed: int, failed: int) -> None:
        with self._lock:
            self._cells[0] += processed
            self._cells[1] += failed

    def peek(self) -> Counts:
        """Return what is still to be told."""
        with self._lock:
            processed, failed, *told = (self._cells[index] for index in range(4))
        return Counts(processed - told[0], failed - told[1])

    def total(self) -> Counts:
        """Return all that was ever added."""
        with self._lock:
            return Counts(self._cells[0], self._cells[1])

    def written(self, counts: Counts) -> None:
        """Note what was told: jobs that ended meanwhile are still to be told."""
        with self._lock:
            self._cells[2] += counts.processed
            self._cells[3] += counts.failed

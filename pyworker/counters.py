"""What this process has done since the last heartbeat that was written; memory only."""

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """Jobs processed (failed ones among them) and failed."""

    processed: int = 0
    failed: int = 0


class Counters:
    """Counts that many threads add to and one thread flushes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processed = 0
        self._failed = 0

    def add(self, processed: int, failed: int) -> None:
        with self._lock:
            self._processed += processed
            self._failed += failed

    def peek(self) -> Counts:
        with self._lock:
            return Counts(self._processed, self._failed)

    def written(self, counts: Counts) -> None:
        """Subtract what was written: jobs that ended during the write are still to be told."""
        self.add(-counts.processed, -counts.failed)

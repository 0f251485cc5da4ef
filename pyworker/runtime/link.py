"""The state of the way to the queue's server, told once for all threads of a process."""

import logging
import threading
import time

from pyworker.errors import TransportDown

logger = logging.getLogger(__name__)


class Link:
    """Logs an outage when it begins and when it ends, not at each failed attempt."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lost_at: float | None = None
        # Monotonic seconds; what readiness is judged by.
        self.fetched_at = 0.0

    def fetched(self) -> None:
        """Note that a job was fetched, or waited for, without an error."""
        self.fetched_at = time.monotonic()
        self.reached()

    def reached(self) -> None:
        if self._lost_at is not None:
            self._restored()

    def lost(self, error: TransportDown) -> None:
        with self._lock:
            if self._lost_at is None:
                self._lost_at = time.monotonic()
                logger.error("%s; trying again until it answers, nothing is lost", error)

    def _restored(self) -> None:
        with self._lock:
            if self._lost_at is not None:
                logger.info(
                    "the queues answer again after %.1f s", time.monotonic() - self._lost_at
                )
                self._lost_at = None

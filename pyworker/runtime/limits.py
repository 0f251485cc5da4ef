"""A child that has grown too large, or has run its number of jobs, makes room for a new one."""

import logging

from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew
from pyworker.runtime.every import Every
from pyworker.runtime.memory import resident_bytes

logger = logging.getLogger(__name__)

PERIOD_S = 1.0
MIB = 1 << 20


class Limits:
    """An aide; a limit of 0 is none."""

    def __init__(self, memory_bytes: int, jobs: int) -> None:
        self._memory_bytes = memory_bytes
        self._jobs = jobs
        self._period = Every(PERIOD_S)
        self._warned = False

    def look(self, crew: Crew) -> None:
        # While one child leaves a place, its successor is not drained, too: at most two at a time.
        if crew.stopping or crew.quiet or not self._period.due():
            return
        leaving = {child.number for child in crew.departing}
        for child in crew.places:
            if child.ready and child.number not in leaving and (reason := self._exceeded(child)):
                logger.info("child %d %s: it finishes, another takes its place", child.pid, reason)
                crew.drain(child)

    def _exceeded(self, child: Child) -> str:
        """Return which limit a child has reached, or nothing."""
        done = child.board.counters().total().processed if child.board else 0
        if 0 < self._jobs <= done:
            return f"has run {done} jobs"
        rss_bytes = resident_bytes(child.pid) if self._memory_bytes else 0
        if rss_bytes <= self._memory_bytes:
            return ""
        uses = f"uses {rss_bytes / MIB:.0f} MiB"
        if done or (child.board and child.board.busy()):
            return uses
        if not self._warned:
            self._warned = True
            # The next one would be no smaller.
            logger.warning("child %d %s before its first job: raise the limit", child.pid, uses)
        return ""

"""All children of a supervisor: those in their places, and those who leave for others to take over.

A child leaves its place by one of two ways. **Drained**, it is told to finish and its successor
starts at once. An **elder** was started by the supervisor's former self; it serves on until all
places are taken by children that are ready, and is told to finish then. Whoever was told to finish
gets the time that a stop grants its running jobs, and is killed after that; what it still held goes
back to its queues, and nobody is blamed.
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pyworker.counters import Counts
from pyworker.runtime import by_class
from pyworker.runtime.board import Board
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.by_class import ByClass
from pyworker.runtime.child import Child

logger = logging.getLogger(__name__)

# After its own timeout a child gives back its jobs and signs off; this is for that.
GRACE_S = 5.0
# New children must have served for so long before the elders go.
PROOF_S = 1.0

Main = Callable[[Child], int]
Identify = Callable[[int, str], str]


@dataclass(slots=True)
class Totals:
    """What children did who are gone; ``recovered`` are jobs returned to their queues."""

    processed: int = 0
    failed: int = 0
    recovered: int = 0
    deaths: int = 0
    classes: ByClass = field(default_factory=dict)

    def add(self, board: Board | None) -> None:
        if board:
            counts = board.counters().total()
            self.processed += counts.processed
            self.failed += counts.failed
            self.recovered += board.vitals().recovered
            by_class.add(self.classes, by_class.decode(board.classes.get()))


class Crew:
    """Starts, watches, dismisses and buries children.

    Attributes:
        quiet: told to fetch nothing more; whoever dies is not replaced.
        stopping: told to stop.
        renewing: a restart is being prepared.
    """

    def __init__(
        self,
        places: Sequence[Child],
        start: tuple[Main, Identify],
        undertaker: Undertaker,
        shutdown_timeout_s: float,
        elders: Sequence[Child] = (),
    ) -> None:
        self.places = list(places)
        self.departing = list(elders)
        self.totals = Totals()
        self.quiet = self.stopping = self.renewing = False
        self._main, self._identify = start
        self._undertaker = undertaker
        self._patience_s = shutdown_timeout_s + GRACE_S

    def present(self) -> list[Child]:
        return [child for child in (*self.places, *self.departing) if child.pid]

    def counts(self) -> Counts:
        """Return what all children have done, those that are gone included."""
        boards = [child.board for child in self.present() if child.board]
        totals = [board.counters().total() for board in boards]
        return Counts(
            self.totals.processed + sum(each.processed for each in totals),
            self.totals.failed + sum(each.failed for each in totals),
        )

    @property
    def retired(self) -> bool:
        """Whether all have ended who were told to, and nobody is to take their places."""
        return all(child.retired for child in self.places)

    @property
    def elders(self) -> list[Child]:
        """Those of the supervisor's former self that still serve."""
        return [child for child in self.departing if not child.leave_by]

    def ready(self, since: float) -> bool:
        """Whether every place has had a child that serves from ``since`` (monotonic) or before."""
        return all(
            child.retired or (child.ready and child.vitals and child.vitals.ready_at <= since)
            for child in self.places
        )

    def start_due(self) -> None:
        if self.stopping or self.quiet:
            return
        for child in self.places:
            if not (child.pid or child.retired) and time.monotonic() >= child.start_at:
                # The child must not inherit a connection.
                self._undertaker.close()
                child.start(self._identify, self._main)

    def relieve(self) -> None:
        """Let the elders go once the new children have proved themselves."""
        if self.elders and self.ready(time.monotonic() - PROOF_S):
            logger.info("the new processes serve; %d old ones finish", len(self.elders))
            for child in self.elders:
                child.dismiss(self._patience_s)

    def drain(self, child: Child) -> None:
        """Let a child finish, and another take its place at once."""
        leaver = child.vacate()
        self.departing.append(leaver)
        leaver.dismiss(self._patience_s)

    def stop(self) -> None:
        """Let all finish; nobody takes their places."""
        self.stopping = True
        for child in self.present():
            child.dismiss(self._patience_s)

    def tell(self, number: signal.Signals) -> None:
        for child in self.present():
            child.send(number)

    def kill_due(self) -> None:
        """Kill whoever runs a job that must end now, and who has not finished in time."""
        now = time.monotonic()
        for child in self.present():
            if child.killed:
                continue
            if child.board:
                child.overdue = child.board.overdue(now)
                # What was called off may have ended meanwhile, and something else begun.
                child.cancelled &= child.board.running()
            if child.condemned or 0 < child.leave_by < now:
                child.kill()

    def reap(self) -> None:
        for child in self.present():
            if (status := ended(child.pid)) is not None:
                pid = child.pid
                child.ended()
                self.totals.add(child.board)
                self._part(child, pid, status)

    def _part(self, child: Child, pid: int, status: int) -> None:
        if child in self.departing:
            self.departing.remove(child)
        elif not status:
            # It was told to stop, by us or in the Web UI: nobody takes its place.
            child.retired = True
        if status:
            self._mourn(child, pid, status)
        elif not self.stopping:
            logger.info("child %d has finished", pid)

    def _mourn(self, child: Child, pid: int, status: int) -> None:
        """Log an unexpected end, and return at once what the child held."""
        late = bool(child.killed and not child.condemned)
        if late:
            logger.warning("child %d had to be killed; its jobs are given back", pid)
        elif child.overdue:
            logger.warning("child %d was killed for a job past its time limit", pid)
        elif child.cancelled:
            logger.warning("child %d was killed for a job that was called off", pid)
        else:
            what, then = _describe(status), self._next(child)
            logger.error("child %d ended unexpectedly: %s; %s", pid, what, then)
        self.totals.deaths += not late
        buried = self._undertaker.bury(child, blame=not late)
        self.totals.recovered += buried.returned
        self.totals.processed += buried.failed
        self.totals.failed += buried.failed

    def _next(self, child: Child) -> str:
        if self.stopping or child not in self.places:
            return "nobody takes its place"
        wait_s = max(0.0, child.start_at - time.monotonic())
        old = "; until the new processes serve, the old ones do" if self.elders else ""
        return f"starting another in {wait_s:.1f} s{old}"


def ended(pid: int) -> int | None:
    """Return the wait status of a child that has ended."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return status if found else None


def _describe(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"

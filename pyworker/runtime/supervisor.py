"""The parent of the children: forks them, replaces them, ends what runs too long. No threads.

Its loop wakes for signals and, several times a second, reads the children's boards. Its connection
to the queues is closed before each fork, so that no child shares it.
"""

import gc
import logging
import os
import signal
import time
from collections.abc import Callable

from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.signals import Signals

logger = logging.getLogger(__name__)

TICK_S = 0.1
VOUCH_PERIOD_S = 2.0
PATIENT_PERIOD_S = 15.0
# After its own timeout a child gives back its jobs and signs off; this is for that.
GRACE_S = 5.0
STOP = (signal.SIGTERM, signal.SIGINT)
TOLD = (signal.SIGTSTP, signal.SIGTTIN)


class Supervisor:
    """Keeps a number of children alive until it is told to stop."""

    def __init__(
        self,
        children: list[Child],
        main: Callable[[Child], int],
        identity: Callable[[int, str], str],
        undertaker: Undertaker,
        shutdown_timeout_s: float,
    ) -> None:
        self._children = children
        self._main = main
        self._identity = identity
        self._undertaker = undertaker
        self._shutdown_timeout_s = shutdown_timeout_s
        self._stopping = False
        self._quiet = False
        self._vouch_at = time.monotonic()

    def run(self) -> int:
        """Serve until TERM or INT; returns the exit status."""
        # What is loaded now is shared by all children; the collector must not write to it.
        gc.collect()
        gc.freeze()
        signals = Signals([*STOP, *TOLD, signal.SIGCHLD], [signal.SIGPIPE])
        self._start_due()
        while not self._stopping and not all(child.retired for child in self._children):
            self._handle(signals.wait(TICK_S))
            self._reap()
            self._kill_overdue()
            self._start_due()
            self._vouch()
        return self._stop(signals)

    def _handle(self, received: list[signal.Signals]) -> None:
        for number in received:
            if number in STOP:
                self._stopping = True
            elif number in TOLD:
                self._quiet = self._quiet or number == signal.SIGTSTP
                self._tell(number)

    def _start_due(self) -> None:
        if self._stopping or self._quiet:
            return
        for child in self._children:
            if not (child.pid or child.retired) and time.monotonic() >= child.start_at:
                # The child must not inherit a connection.
                self._undertaker.close()
                child.start(self._identity, self._main)

    def _reap(self) -> None:
        for child in self._children:
            if child.pid and (status := _ended(child.pid)) is not None:
                pid = child.pid
                child.ended()
                if status:
                    self._mourn(child, pid, status)
                else:
                    # It was told to stop, by us or in the Web UI: nobody takes its place.
                    child.retired = True

    def _mourn(self, child: Child, pid: int, status: int) -> None:
        """Log an unexpected end, and return at once what the child held."""
        if self._stopping:
            logger.warning("child %d had to be killed at the stop; its jobs are given back", pid)
        elif child.overdue:
            logger.warning("child %d was killed for a job past its time limit", pid)
        else:
            logger.error(
                "child %d ended unexpectedly: %s; starting another in %.1f s",
                pid,
                _describe(status),
                max(0.0, child.start_at - time.monotonic()),
            )
        self._undertaker.bury(child, blame=not self._stopping)

    def _kill_overdue(self) -> None:
        for child in self._children:
            if child.pid and child.board and not child.overdue:
                child.overdue = child.board.overdue(time.monotonic())
                if child.overdue:
                    child.send(signal.SIGKILL)

    def _vouch(self) -> None:
        if time.monotonic() >= self._vouch_at:
            identities = [child.identity for child in self._children if child.pid]
            # While the server is away each attempt may hold up this loop: then ask less often.
            reached = self._undertaker.vouch(identities)
            self._vouch_at = time.monotonic() + (VOUCH_PERIOD_S if reached else PATIENT_PERIOD_S)

    def _tell(self, number: signal.Signals) -> None:
        for child in self._children:
            child.send(number)

    def _stop(self, signals: Signals) -> int:
        """Let the children finish; kill those that cannot, and return what they held."""
        self._tell(signal.SIGTERM)
        deadline = time.monotonic() + self._shutdown_timeout_s + GRACE_S
        while any(child.pid for child in self._children):
            if time.monotonic() > deadline:
                self._tell(signal.SIGKILL)
            signals.wait(TICK_S)
            self._reap()
            self._kill_overdue()
            self._vouch()
        return 0


def _ended(pid: int) -> int | None:
    """Return the wait status of a child that has ended."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    return status if ended else None


def _describe(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"

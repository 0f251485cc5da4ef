"""What the supervisor knows of one child: a fork, its board, and how often it has died."""

import ctypes
import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pyworker.runtime.board import Board

logger = logging.getLogger(__name__)

HANDLED = (
    signal.SIGTERM, signal.SIGINT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGCHLD
)  # fmt: skip
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

# A child that lives this long was no failed start.
STEADY_S = 10.0
MOST_DELAY_S = 30.0


@dataclass(slots=True)
class Child:
    """One place among the children; who sits in it may change.

    Attributes:
        pid: 0 while nobody does.
        identity: of whoever sat there last.
        start_at: monotonic seconds from which on a new one may be started.
        overdue: marks of the jobs for which the child was killed.
        retired: it stopped because it was told to.
    """

    number: int
    slots: int
    pid: int = 0
    identity: str = ""
    started_at: float = 0.0
    start_at: float = 0.0
    early_deaths: int = 0
    board: Board | None = None
    overdue: set[int] = field(default_factory=set)
    retired: bool = False

    def start(self, identity: Callable[[int, str], str], main: Callable[["Child"], int]) -> None:
        """Fork; the child runs ``main`` and never returns."""
        self.board = Board(self.slots)
        self.overdue = set()
        self.started_at = time.monotonic()
        parent, nonce = os.getpid(), os.urandom(6).hex()
        # Until the child has handlers of its own, the parent's would answer for it.
        signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
        try:
            pid = os.fork()
        except OSError as error:
            logger.error("cannot start a child: %s", error)
            self.ended()
            return
        finally:
            if os.getpid() == parent:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
        self.pid = pid or os.getpid()
        self.identity = identity(self.pid, nonce)
        if pid == 0:
            self._become(parent, main)

    def ended(self) -> None:
        """Note the end, and set when the next one may start: later each time it dies young."""
        lived_s = time.monotonic() - self.started_at
        # A child that was killed for a late job was well itself.
        steady = lived_s >= STEADY_S or self.overdue
        self.early_deaths = 0 if steady else self.early_deaths + 1
        delay = 0.0 if self.early_deaths <= 1 else 0.5 * 2 ** min(self.early_deaths - 2, 10)
        self.start_at = time.monotonic() + min(delay, MOST_DELAY_S)
        self.pid = 0

    def send(self, number: signal.Signals) -> None:
        if self.pid:
            os.kill(self.pid, number)

    def _become(self, parent: int, main: Callable[["Child"], int]) -> None:
        # A supervisor that is killed cannot say so: the kernel tells the child to stop.
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        status = 70
        try:
            if os.getppid() == parent:
                status = main(self)
        except Exception:
            logger.critical("this child cannot go on", exc_info=True)
        finally:
            # Not sys.exit: threads may still run jobs that were given back.
            os._exit(status)

"""What the supervisor knows of one child: a fork, its board, and how often it has died."""

import ctypes
import dataclasses
import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pyworker.runtime.board import Board, Vitals

logger = logging.getLogger(__name__)

HANDLED = (
    signal.SIGTERM, signal.SIGINT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGUSR2, signal.SIGCHLD
)  # fmt: skip
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

# A child that lives this long was no failed start.
STEADY_S = 10.0
MOST_DELAY_S = 30.0


# Two places are never the same, whatever their fields say.
@dataclass(slots=True, eq=False)
class Child:
    """One place among the children; who sits in it may change.

    Attributes:
        pid: 0 while nobody does.
        identity: of whoever sat there last.
        start_at: monotonic seconds from which on a new one may be started.
        overdue: marks of the jobs for which the child was killed as they ran too long.
        cancelled: marks of the jobs that an operator has called off.
        retired: it stopped because it was told to.
        leave_by: monotonic seconds at which it is killed, as it was told to finish; 0: it was not.
        killed: by the supervisor.
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
    cancelled: set[int] = field(default_factory=set)
    retired: bool = False
    leave_by: float = 0.0
    killed: bool = False

    @property
    def vitals(self) -> Vitals | None:
        return self.board.vitals() if self.board else None

    @property
    def ready(self) -> bool:
        """Whether the child serves its queues."""
        return bool(self.pid and self.vitals and self.vitals.ready_at)

    @property
    def condemned(self) -> set[int]:
        """The marks of the jobs for which it was killed; whatever ran beside them is innocent."""
        return self.overdue | self.cancelled

    def start(self, identity: Callable[[int, str], str], main: Callable[["Child"], int]) -> None:
        """Fork; the child runs ``main`` and never returns."""
        self.board = Board(self.slots)
        self.overdue, self.cancelled = set(), set()
        self.killed = False
        self.started_at = time.monotonic()
        parent, nonce = os.getpid(), os.urandom(6).hex()
        pid = fork()
        if pid is None:
            self.ended()
            return
        self.pid = pid or os.getpid()
        self.identity = identity(self.pid, nonce)
        if pid == 0:
            become(parent, signal.SIGTERM, lambda: main(self))

    def ended(self) -> None:
        """Note the end, and set when the next one may start: later each time it dies young."""
        lived_s = time.monotonic() - self.started_at
        # A child that was killed for one of its jobs was well itself.
        steady = lived_s >= STEADY_S or self.condemned
        self.early_deaths = 0 if steady else self.early_deaths + 1
        delay = 0.0 if self.early_deaths <= 1 else 0.5 * 2 ** min(self.early_deaths - 2, 10)
        self.start_at = time.monotonic() + min(delay, MOST_DELAY_S)
        self.pid = 0
        if self.board:
            self.board.close()

    def vacate(self) -> "Child":
        """Free the place for another; returns the one that sat there."""
        leaver = dataclasses.replace(self)
        self.pid, self.board, self.early_deaths = 0, None, 0
        self.start_at = time.monotonic()
        return leaver

    def dismiss(self, timeout_s: float) -> None:
        """Tell it to finish; once."""
        if not self.leave_by:
            self.leave_by = time.monotonic() + timeout_s
            self.send(signal.SIGTERM)

    def kill(self) -> None:
        if not self.killed:
            self.killed = True
            self.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        if self.pid:
            os.kill(self.pid, number)


def fork() -> int | None:
    """Fork; 0 in the child, where signals wait until it has handlers; None where it fails."""
    parent = os.getpid()
    # Until the child has handlers of its own, the parent's would answer for it.
    signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
    try:
        return os.fork()
    except OSError as error:
        logger.error("cannot start a child: %s", error)
        return None
    finally:
        if os.getpid() == parent:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)


def become(parent: int, at_its_death: signal.Signals, main: Callable[[], int]) -> None:
    """Be a child: run ``main`` and exit."""
    # A supervisor that is killed cannot say so: the kernel tells the child.
    _libc.prctl(_PR_SET_PDEATHSIG, at_its_death)
    status = 70
    try:
        if os.getppid() == parent:
            status = main()
    except Exception:
        logger.critical("this child cannot go on", exc_info=True)
    finally:
        # Not sys.exit: threads may still run jobs that were given back.
        os._exit(status)

"""The parent of the children: forks them, replaces them, ends what runs too long. No threads.

Its loop wakes for signals and, several times a second, reads the children's boards. Its connection
to the queues is closed before each fork, so that no child shares it. What else a service may want
of it (systemd, limits, health, a restart) are aides: each gets its turn in every round.
"""

import gc
import logging
import signal
from collections.abc import Callable, Sequence
from typing import Protocol

from pyworker.runtime.burial import Undertaker
from pyworker.runtime.crew import Crew
from pyworker.runtime.every import Every
from pyworker.runtime.signals import Signals

logger = logging.getLogger(__name__)

TICK_S = 0.1
VOUCH_PERIOD_S = 2.0
PATIENT_PERIOD_S = 15.0
STOP = (signal.SIGTERM, signal.SIGINT)
TOLD = (signal.SIGTSTP, signal.SIGTTIN)
RENEW = signal.SIGUSR2


def heard() -> Signals:
    """Return the signals that a supervisor hears, from now on."""
    return Signals([*STOP, *TOLD, RENEW, signal.SIGCHLD], [signal.SIGPIPE])


class Aide(Protocol):
    """Something that looks after the children beside the supervisor."""

    def look(self, crew: Crew) -> None:
        """Take a turn; it must not take long."""


class Supervisor:
    """Keeps a number of children alive until it is told to stop."""

    def __init__(
        self,
        crew: Crew,
        undertaker: Undertaker,
        signals: Signals,
        renew: Callable[[Crew], None],
        aides: Sequence[Aide] = (),
    ) -> None:
        self._crew = crew
        self._undertaker = undertaker
        self._signals = signals
        self._renew = renew
        self._aides = list(aides)
        self._vouching = Every(VOUCH_PERIOD_S)

    def run(self) -> int:
        """Serve until TERM or INT; returns the exit status."""
        # What is loaded now is shared by all children; the collector must not write to it.
        gc.collect()
        gc.freeze()
        self._vouching.put_off(VOUCH_PERIOD_S)
        self._crew.start_due()
        while not self._over():
            self._handle(self._signals.wait(TICK_S))
            self._round()
        return 0

    def _over(self) -> bool:
        return (self._crew.stopping or self._crew.retired) and not self._crew.present()

    def _round(self) -> None:
        crew = self._crew
        crew.reap()
        crew.kill_due()
        crew.start_due()
        crew.relieve()
        if crew.retired and not crew.stopping:
            crew.stop()
        self._vouch()
        for aide in list(self._aides):
            self._give_turn(aide)

    def _handle(self, received: list[signal.Signals]) -> None:
        for number in received:
            if number in STOP and not self._crew.stopping:
                self._crew.stop()
            elif number in TOLD:
                self._crew.quiet = self._crew.quiet or number == signal.SIGTSTP
                self._crew.tell(number)
            elif number == RENEW and not self._crew.stopping:
                self._renew(self._crew)

    def _give_turn(self, aide: Aide) -> None:
        try:
            aide.look(self._crew)
        except Exception:
            # The children are served on, whatever becomes of an aide.
            logger.exception("%s gives up", type(aide).__name__)
            self._aides.remove(aide)

    def _vouch(self) -> None:
        if self._vouching.due():
            children = self._crew.present()
            if not self._undertaker.vouch([child.identity for child in children]):
                # While the server is away each attempt may hold up this loop: then ask less often.
                self._vouching.put_off(PATIENT_PERIOD_S)
                return
            self._undertaker.look_for_cancelled(children)

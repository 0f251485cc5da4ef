"""A restart without a gap: the supervisor becomes what its command line starts now.

1. **Rehearsal.** The command line is run beside, with ``--check``: it reads the settings, loads the
   code and ends. If it fails, all stays as it was.
2. **Succession.** The supervisor executes its command line in its own place: it keeps its pid, so
   that its children stay its own and whoever watches it sees no change. What it must know of them
   is in its ``testament``.
3. **Relief.** The new code starts a full set of children; see ``crew`` for how the elders go.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pyworker.runtime import testament
from pyworker.runtime.crew import Crew, ended
from pyworker.runtime.signals import Signals

logger = logging.getLogger(__name__)

REHEARSAL_S = 60.0
STAY = "the old processes stay in service"


@dataclass(frozen=True, slots=True)
class Command:
    """How this process was started."""

    executable: str
    arguments: tuple[str, ...]
    folder: str
    environ: Mapping[str, str]

    @classmethod
    def own(cls) -> "Command":
        """Return this process's own command; before any code that may change what it finds."""
        return cls(sys.executable, tuple(sys.orig_argv), _folder(), dict(os.environ))

    def execute(self, **environ: str) -> NoReturn:
        """Become what the command starts.

        Raises:
            OSError: it cannot be started; nothing has changed.
        """
        os.chdir(self.folder)
        environ = {**self.environ, **environ}
        os.execve(self.executable, self.arguments, environ)  # noqa: S606 - our own command

    def rehearse(self) -> int:
        """Start a rehearsal; returns its pid.

        Raises:
            OSError: it cannot be started.
        """
        here = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
        # It is no service, and must not tell systemd anything.
        environ = {**self.environ, "NOTIFY_SOCKET": ""}
        try:
            # Not by fork: what the old code has hung on that is not wanted.
            os.chdir(self.folder)
            return os.posix_spawn(self.executable, [*self.arguments, "--check"], environ)
        finally:
            os.fchdir(here)
            os.close(here)


class Succession:
    """An aide: takes a request for a restart, and carries it out in its turns."""

    def __init__(
        self,
        command: Command,
        signals: Signals,
        door: int = -1,
        farewells: Sequence[Callable[[], None]] = (),
    ) -> None:
        self._command = command
        self._signals = signals
        self._door = door
        self._farewells = farewells
        self._rehearsal = 0
        self._give_up_at = 0.0

    def ask(self, crew: Crew) -> None:
        """Begin a restart; one that is under way goes on."""
        if self._rehearsal:
            return
        logger.info("restart: checking the new code")
        try:
            self._rehearsal = self._command.rehearse()
        except OSError as error:
            logger.error("restart: %s; %s", error, STAY)
            return
        self._give_up_at = time.monotonic() + REHEARSAL_S
        crew.renewing = True

    def look(self, crew: Crew) -> None:
        if not self._rehearsal:
            return
        if crew.stopping or time.monotonic() > self._give_up_at:
            os.kill(self._rehearsal, signal.SIGKILL)
        status = ended(self._rehearsal)
        if status is None:
            return
        self._rehearsal = 0
        if status == 0 and not crew.stopping:
            self._succeed(crew)
        crew.renewing = False
        if not crew.stopping:
            logger.error("restart: the new code cannot be used, as was told above; %s", STAY)

    def _succeed(self, crew: Crew) -> None:
        """Become the new code; returns only where that fails."""
        logger.info("restart: the new code starts; until it serves, the old processes do")
        for farewell in self._farewells:
            farewell()
        with testament.written(crew, self._door) as file:
            # As late as can be.
            self._signals.hold()
            try:
                self._command.execute(**{testament.VARIABLE: str(file)})
            except OSError as error:
                logger.error("restart: %s", error)
        self._signals.resume()


def _folder() -> str:
    """Return the working folder by the name that it was entered by.

    A link in it may lead to a newer release by the time of a restart.
    """
    named = os.environ.get("PWD", "")
    here = Path.cwd()
    return named if named and Path(named).exists() and here.samefile(named) else str(here)

"""The supervisor's side of health: the door, the panel, and the process that answers."""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable

from pyworker.errors import ConfigError
from pyworker.runtime.child import become, fork
from pyworker.runtime.crew import Crew, ended
from pyworker.runtime.every import Every
from pyworker.runtime.health.panel import Panel, snapshot

logger = logging.getLogger(__name__)

PERIOD_S = 1.0
# Tells the health process to answer who has been let in, and to end; for so long at most.
LEAVE = signal.SIGUSR1
PATIENCE_S = 1.0
BACKLOG = 64


class Attendant:
    """An aide: keeps the panel up to date and the health process alive.

    ``main`` is what that process runs. Before it is forked, ``before_fork`` closes what it must not
    inherit.
    """

    def __init__(
        self,
        door: socket.socket,
        main: Callable[[socket.socket, Panel], int],
        before_fork: Callable[[], None],
    ) -> None:
        self._door = door
        self._main = main
        self._before_fork = before_fork
        self._panel = Panel()
        self._period = Every(PERIOD_S)
        self._pid = 0

    def look(self, crew: Crew) -> None:
        if not self._period.due():
            return
        self._panel.write(snapshot(crew))
        if self._pid and (status := ended(self._pid)) is not None:
            logger.error("the health process %d ended (%d); starting another", self._pid, status)
            self._pid = 0
        if not self._pid:
            self._start()

    def close(self) -> None:
        """End the health process; whoever asks from now on waits at the door."""
        if not self._pid:
            return
        os.kill(self._pid, LEAVE)
        give_up_at = time.monotonic() + PATIENCE_S
        while ended(self._pid) is None:
            if time.monotonic() > give_up_at:
                os.kill(self._pid, signal.SIGKILL)
            time.sleep(0.01)
        self._pid = 0

    def _start(self) -> None:
        self._before_fork()
        parent, pid = os.getpid(), fork()
        if pid == 0:
            become(parent, signal.SIGKILL, lambda: self._main(self._door, self._panel))
        self._pid = pid or 0


def open_door(host: str, port: int, inherited: int = -1) -> socket.socket:
    """Listen; at the door of a former self, if that leads where it should.

    Raises:
        ConfigError: nobody can listen there.
    """
    if inherited >= 0:
        found = socket.socket(fileno=inherited)
        found.set_inheritable(False)
        if found.getsockname()[:2] == (host, port):
            return found
        found.close()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ConfigError(
            [f"--health-port: cannot listen at {host} port {port}: {error.strerror}"]
        ) from error

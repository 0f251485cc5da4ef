"""The supervisor, and what a service may want of it besides its children."""

import logging
import os
from dataclasses import dataclass
from socket import socket
from typing import TYPE_CHECKING

from pyworker.config import Settings
from pyworker.errors import ConfigError
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew, Main
from pyworker.runtime.succession import Command, Succession
from pyworker.runtime.supervisor import Aide, Supervisor, heard
from pyworker.runtime.testament import Testament, read
from pyworker.transports.redis.owner import identify

if TYPE_CHECKING:
    from pyworker.runtime.health.attendant import Attendant

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Birth:
    """How this process came to be: its command, and what a former self has left to it."""

    command: Command
    testament: Testament | None

    @classmethod
    def now(cls) -> "Birth":
        """Look, before any of the user's code runs."""
        # In this order: the testament's variable must not be handed on.
        testament = read(os.environ)
        return cls(Command.own(), testament)


def supervise(birth: Birth, chosen: Settings, main: Main, undertaker: Undertaker) -> int:
    """Keep children that run ``main`` until the service is told to stop; returns its status."""
    testament = birth.testament
    elders = testament.children() if testament else ()
    health, door = _health(chosen, testament, undertaker)
    places = [Child(number, chosen.threads) for number in range(chosen.processes)]
    start = (_without(door, main), identify)
    crew = Crew(places, start, undertaker, chosen.shutdown_timeout_s, elders)
    if testament:
        crew.totals = testament.totals
    signals = heard()
    farewells = [undertaker.close, *(each.close for each in health)]
    succession = Succession(birth.command, signals, door.fileno() if door else -1, farewells)
    aides: list[Aide] = [*_systemd(), *_limits(chosen), *health, succession]
    return Supervisor(crew, undertaker, signals, succession.ask, aides).run()


def _health(
    chosen: Settings, testament: Testament | None, undertaker: Undertaker
) -> tuple[list["Attendant"], socket | None]:
    """Return who attends to the health port, and its door; nobody where none is asked for."""
    inherited = testament.door if testament else -1
    if not chosen.health_port:
        if inherited >= 0:
            os.close(inherited)
        return [], None
    # Loaded only here.
    from pyworker.wiring.health import attendant

    try:
        health, door = attendant(chosen, inherited, undertaker.close)
    except ConfigError as error:
        if testament is None:
            raise
        # The jobs of a service that runs already matter more than its probes.
        logger.error("%s", error)
        return [], None
    return [health], door


def _without(door: socket | None, main: Main) -> Main:
    """Let children close the door: one that outlives its supervisor would keep the port."""

    def run(child: Child) -> int:
        if door:
            door.close()
        return main(child)

    return run


def _systemd() -> list[Aide]:
    # Loaded only where systemd is there to be told.
    if "NOTIFY_SOCKET" not in os.environ:
        return []
    from pyworker.runtime.systemd import from_environ

    notifier = from_environ(os.environ)
    return [notifier] if notifier else []


def _limits(chosen: Settings) -> list[Aide]:
    if not (chosen.max_memory_bytes or chosen.max_jobs):
        return []
    from pyworker.runtime.limits import Limits

    return [Limits(chosen.max_memory_bytes, chosen.max_jobs)]

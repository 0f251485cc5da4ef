"""What systemd is told of which state."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworker.registry import Registry
from pyworker.runtime.board import Board
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew
from pyworker.runtime.systemd import UNHEARD_S, Notifier, from_environ
from tests.unit.runtime.stand_ins import MemoryTransport


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.setblocking(False)
        yield listener


def heard(systemd: socket.socket) -> list[str]:
    """Take what was told so far, but for the status."""
    found = []
    while True:
        try:
            found.append(systemd.recv(4096).decode())
        except BlockingIOError:
            return [text.partition("\n")[0] for text in found if not text.startswith("STATUS")]


def child(number: int = 0, heard_s_ago: float = 0.0) -> Child:
    """One that serves, and was heard so long ago."""
    now = time.monotonic()
    made = Child(number, 1, pid=os.getpid(), board=Board(1), started_at=now - 1000)
    assert made.vitals is not None
    made.vitals.ready(now)
    made.vitals.tell(now - heard_s_ago, now, 0)
    return made


def crew(*places: Child) -> Crew:
    undertaker = Undertaker(Registry(), MemoryTransport)
    return Crew(places, (lambda _: 0, lambda *_: ""), undertaker, 5)


def test_it_is_ready_when_all_are_and_remains_so(systemd: socket.socket) -> None:
    notifier = Notifier(systemd.getsockname())
    waiting = Child(1, 1)
    made = crew(child(), waiting)

    notifier.look(made)
    assert heard(systemd) == []
    made.places[1] = child(1)
    notifier.look(made)
    notifier.look(made)
    # One that dies is replaced; a service does not become unready by that.
    made.places[1] = waiting
    notifier.look(made)

    assert heard(systemd) == ["READY=1"]


def test_a_restart_ends_in_ready_and_a_stop_in_stopping(systemd: socket.socket) -> None:
    notifier, made = Notifier(systemd.getsockname()), crew(child())

    notifier.look(made)
    made.renewing = True
    notifier.look(made)
    made.renewing = False
    notifier.look(made)
    made.stopping = True
    notifier.look(made)

    assert heard(systemd) == ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"]


@pytest.mark.parametrize("leaving", [False, True])
def test_a_wedged_child_is_not_hidden_from_the_watchdog(
    systemd: socket.socket, leaving: bool, caplog: pytest.LogCaptureFixture
) -> None:
    wedged = child(1, heard_s_ago=UNHEARD_S + 1)
    wedged.leave_by = time.monotonic() + 5 if leaving else 0.0
    notifier = Notifier(systemd.getsockname(), watchdog_s=1)

    notifier.look(crew(child(), wedged))

    assert ("WATCHDOG=1" in heard(systemd)) is leaving
    assert ("is wedged: nothing heard for 31 s" in caplog.text) is not leaving


def test_a_child_that_has_just_begun_is_not_wedged(systemd: socket.socket) -> None:
    new = Child(0, 1, pid=os.getpid(), board=Board(1), started_at=time.monotonic())

    Notifier(systemd.getsockname(), watchdog_s=1).look(crew(new))

    assert heard(systemd) == ["WATCHDOG=1"]


def test_an_abstract_socket_is_reached() -> None:
    name = f"pyworker-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + name)
        listener.setblocking(False)
        notifier = from_environ({"NOTIFY_SOCKET": f"@{name}"})
        assert notifier is not None

        notifier.look(crew(child()))

        assert heard(listener) == ["READY=1"]


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1"}])
def test_without_a_socket_nobody_is_told(environ: dict[str, str]) -> None:
    assert from_environ(environ) is None

"""A restart up to the point where it would succeed; from there on the integration tests go."""

import logging
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworker.registry import Registry
from pyworker.runtime import succession
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew
from pyworker.runtime.signals import Signals
from pyworker.runtime.succession import Command, Succession
from tests.unit.runtime.stand_ins import MemoryTransport

PATIENCE_S = 20.0


@pytest.fixture
def signals() -> Iterator[Signals]:
    before = signal.getsignal(signal.SIGUSR2)
    made = Signals([signal.SIGUSR2], [])
    yield made
    signal.signal(signal.SIGUSR2, before)
    made.close()


@pytest.fixture
def crew() -> Crew:
    undertaker = Undertaker(Registry(), MemoryTransport)
    return Crew([Child(0, 1)], (lambda _: 0, lambda *_: ""), undertaker, 5)


def command(script: str, folder: str = "/", executable: str = "/bin/sh") -> Command:
    """A command line to which ``--check`` means nothing."""
    return Command(executable, ("sh", "-c", script), folder, {"PATH": os.environ["PATH"]})


def settle(made: Succession, crew: Crew) -> None:
    """Give it turns until the rehearsal is over."""
    give_up_at = time.monotonic() + PATIENCE_S
    while crew.renewing:
        assert time.monotonic() < give_up_at
        made.look(crew)


def test_a_rehearsal_that_fails_changes_nothing(
    crew: Crew, signals: Signals, caplog: pytest.LogCaptureFixture
) -> None:
    made = Succession(command("exit 2"), signals)

    made.ask(crew)
    assert crew.renewing
    settle(made, crew)

    assert "the new code cannot be used" in caplog.text
    assert "the old processes stay in service" in caplog.text


def test_a_rehearsal_that_does_not_end_is_ended(
    crew: Crew, signals: Signals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(succession, "REHEARSAL_S", 0.0)
    made = Succession(command("exec sleep 600"), signals)

    made.ask(crew)
    settle(made, crew)

    assert "the new code cannot be used" in caplog.text


def test_a_stop_ends_a_rehearsal(
    crew: Crew, signals: Signals, caplog: pytest.LogCaptureFixture
) -> None:
    made = Succession(command("exec sleep 600"), signals)
    made.ask(crew)

    crew.stopping = True
    settle(made, crew)

    assert caplog.text == ""


def test_one_restart_at_a_time(
    crew: Crew, signals: Signals, caplog: pytest.LogCaptureFixture
) -> None:
    made = Succession(command("exec sleep 600"), signals)

    with caplog.at_level(logging.INFO):
        made.ask(crew)
        made.ask(crew)

    assert caplog.messages == ["restart: checking the new code"]
    crew.stopping = True
    settle(made, crew)


@pytest.mark.parametrize(
    ("folder", "executable"), [("/nowhere", "/bin/sh"), ("/", "/bin/nothing-of-that-name")]
)
def test_a_command_that_is_gone_is_told(
    crew: Crew,
    signals: Signals,
    folder: str,
    executable: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    here = Path.cwd()
    made = Succession(command("exit 0", folder, executable), signals)

    made.ask(crew)
    settle(made, crew)

    assert "the old processes stay in service" in caplog.text
    assert Path.cwd() == here


def test_where_the_new_code_cannot_be_executed_signals_arrive_again(
    crew: Crew, signals: Signals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGUSR2)
        raise OSError("no room for the new code")

    monkeypatch.setattr("os.execve", refuse)
    said: list[str] = []
    here = str(Path.cwd())
    made = Succession(command("exit 0", here), signals, farewells=[lambda: said.append("bye")])

    made.ask(crew)
    settle(made, crew)

    assert "no room for the new code" in caplog.text
    assert said == ["bye"]
    assert signals.wait(5) == [signal.SIGUSR2]
    assert not crew.renewing


def test_what_was_noted_and_not_handled_waits_for_the_next_code(signals: Signals) -> None:
    os.kill(os.getpid(), signal.SIGUSR2)

    signals.hold()

    assert signals.wait(0) == []
    assert signal.SIGUSR2 in signal.sigpending()
    signals.resume()
    assert signals.wait(5) == [signal.SIGUSR2]


def test_the_folder_is_named_as_it_was_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "release").mkdir()
    link = tmp_path / "current"
    link.symlink_to("release")
    monkeypatch.chdir(link)

    monkeypatch.setenv("PWD", str(link))
    named = Command.own().folder
    monkeypatch.setenv("PWD", str(tmp_path))
    wrong = Command.own().folder
    monkeypatch.delenv("PWD")

    assert named == str(link)
    assert wrong == Command.own().folder == str(tmp_path / "release")

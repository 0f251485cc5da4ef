"""One child: its start, its end, and how soon another takes its place."""

import errno
import os
import signal
from collections.abc import Callable

import pytest

from pyworker.runtime.board import mark
from pyworker.runtime.child import HANDLED, MOST_DELAY_S, STEADY_S, Child

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def identity(pid: int, nonce: str) -> str:
    return f"host:{pid}:{nonce}"


def start(main: Callable[[Child], int]) -> Child:
    child = Child(0, 2)
    child.start(identity, main)
    return child


def no_fork() -> int:
    raise OSError(errno.EAGAIN, "no room")


def exit_code(child: Child) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])


def test_the_child_runs_its_main_and_exits_with_its_status() -> None:
    parent = os.getpid()

    child = start(lambda _: 7 if os.getppid() == parent else 1)

    assert child.pid not in (0, parent)
    assert exit_code(child) == 7


def test_parent_and_child_agree_on_its_identity() -> None:
    read, write = os.pipe()

    def main(own: Child) -> int:
        os.write(write, own.identity.encode())
        return 0

    child = start(main)
    exit_code(child)

    assert os.read(read, 100).decode() == child.identity
    host, pid, nonce = child.identity.split(":")
    assert (host, int(pid), len(nonce)) == ("host", child.pid, 12)
    os.close(read)
    os.close(write)


def test_what_the_child_writes_on_its_board_its_parent_reads() -> None:
    def main(own: Child) -> int:
        assert own.board is not None
        own.board.seat(1).take(b"j", 0.0)
        return 0

    child = start(main)
    exit_code(child)

    assert child.board is not None
    assert child.board.running() == {mark(b"j")}


def test_an_error_in_main_is_an_unexpected_end() -> None:
    def main(_: Child) -> int:
        raise ValueError("boom")

    assert exit_code(start(main)) == 70


def test_where_no_process_can_be_made_another_is_tried_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    monkeypatch.setattr("os.fork", no_fork)
    child = Child(0, 1)

    delays = []
    for _ in range(4):
        child.start(identity, lambda _: 0)
        delays.append(child.start_at - 100.0)

    assert delays == [0, 0.5, 1, 2]
    assert (child.pid, child.retired, child.early_deaths) == (0, False, 4)
    assert "cannot start a child: [Errno 11] no room" in caplog.text


def test_after_a_fork_that_failed_signals_arrive_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fork", no_fork)

    Child(0, 1).start(identity, lambda _: 0)

    assert not signal.pthread_sigmask(signal.SIG_BLOCK, []) & set(HANDLED)


def test_a_child_that_could_not_be_made_can_be_made_later(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child(0, 1)
    with monkeypatch.context() as patched:
        patched.setattr("os.fork", no_fork)
        child.start(identity, lambda _: 1)

    child.start(identity, lambda _: 7)

    assert exit_code(child) == 7


def test_a_child_can_be_told() -> None:
    child = start(lambda _: signal.sigwait([]) or 0)

    child.send(signal.SIGKILL)

    assert exit_code(child) == -signal.SIGKILL


def test_nobody_is_told_where_nobody_sits() -> None:
    Child(0, 1).send(signal.SIGKILL)


def test_the_first_early_death_is_replaced_at_once_and_later_ones_ever_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    child = Child(0, 1, started_at=100.0)

    delays = [die(child) for _ in range(9)]

    assert delays == [0, 0.5, 1, 2, 4, 8, 16, MOST_DELAY_S, MOST_DELAY_S]


def test_a_child_that_dies_young_for_ever_is_replaced_at_the_longest_delay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    child = Child(0, 1, started_at=100.0, early_deaths=100_000)

    assert die(child) == MOST_DELAY_S


def test_a_child_that_lived_was_no_failed_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    child = Child(0, 1, started_at=100.0 - STEADY_S, early_deaths=5)

    assert die(child) == 0
    assert child.early_deaths == 0


def test_a_child_killed_for_a_late_job_was_well_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    child = Child(0, 1, started_at=100.0, early_deaths=5, overdue={mark(b"j")})

    assert die(child) == 0


def die(child: Child) -> float:
    child.ended()
    return child.start_at - 100.0

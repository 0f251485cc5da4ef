"""Who sits in which place, who leaves, and when the elders go."""

import logging
import os
import signal
import time
from collections.abc import Iterator

import pytest

from pyworker.counters import Counts
from pyworker.registry import JobSpec, Registry
from pyworker.runtime import by_class
from pyworker.runtime.board import Board, mark
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.crew import PROOF_S, Crew
from pyworker.runtime.tally import Totals
from tests.unit.runtime.stand_ins import MemoryTransport, delivery

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def pids() -> Iterator[list[int]]:
    """Processes of a test's own; whoever is left at its end is killed."""
    made: list[int] = []
    yield made
    for pid in made:
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            continue


def idle(_: Child) -> int:
    """Live until TERM, and end well."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    while True:
        signal.pause()


def stubborn(_: Child) -> int:
    while True:
        signal.sigwait([signal.SIGTERM])


def crew(
    transport: MemoryTransport,
    *elders: Child,
    main: object = idle,
    timeout_s: float = 60,
) -> Crew:
    registry = Registry()
    registry.add(JobSpec("A", lambda: None, timeout_s=1))
    undertaker = Undertaker(registry, lambda: transport)
    made = Crew(
        [Child(0, 1)],
        (main, lambda pid, nonce: f"host:{pid}:{nonce}"),  # type: ignore[arg-type]
        undertaker,
        timeout_s,
        elders,
    )
    # Not that of a stop: there is nobody to sign off.
    made._patience_s = timeout_s
    return made


def started(made: Crew, pids: list[int]) -> Child:
    made.start_due()
    (child,) = made.places
    pids.append(child.pid)
    return child


def serves(child: Child, since: float) -> None:
    assert child.vitals is not None
    child.vitals.ready(since)


def until_reaped(made: Crew, *ending: int) -> None:
    """Wait for children's ends, without taking them away from who is to reap them."""
    for pid in ending:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    made.reap()


def elder(pids: list[int], number: int = 0) -> Child:
    child = Child(number, 1)
    child.start(lambda pid, nonce: f"host:{pid}:{nonce}", idle)
    pids.append(child.pid)
    return child


def test_a_drained_child_leaves_its_place_to_another_at_once(
    transport: MemoryTransport, pids: list[int]
) -> None:
    made = crew(transport)
    first = started(made, pids).pid

    made.drain(made.places[0])
    second = started(made, pids).pid

    assert sorted(child.pid for child in made.present()) == sorted([first, second])
    until_reaped(made, first)
    assert [child.pid for child in made.present()] == [second]
    assert made.departing == []
    assert made.places[0].early_deaths == 0
    assert transport.buried == []


def test_one_that_does_not_finish_in_time_is_killed_and_nobody_is_blamed(
    transport: MemoryTransport, pids: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    made = crew(transport, main=stubborn, timeout_s=0.001)
    child = started(made, pids)
    job = delivery("A", jid="ran")
    transport.leases = [job]
    assert child.board is not None
    child.board.seat(0).take(job.body, 0.0)
    pid = child.pid

    made.drain(child)
    time.sleep(0.002)
    made.kill_due()
    with caplog.at_level(logging.INFO):
        until_reaped(made, pid)

    ((_, blamed),) = transport.buried
    assert blamed == set()
    assert f"child {pid} had to be killed; its jobs are given back" in caplog.messages
    assert made.totals.deaths == 0


def test_elders_go_once_the_new_ones_have_proved_themselves(
    transport: MemoryTransport, pids: list[int]
) -> None:
    old = elder(pids)
    made = crew(transport, old)
    new = started(made, pids)

    made.relieve()
    assert made.elders == [old]
    serves(new, time.monotonic())
    made.relieve()
    assert made.elders == [old]
    serves(new, time.monotonic() - PROOF_S)
    made.relieve()

    assert made.elders == []
    until_reaped(made, old.pid)
    assert made.present() == [new]


def test_while_a_new_one_dies_the_elders_stay(
    transport: MemoryTransport, pids: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    old = elder(pids)
    made = crew(transport, old, main=lambda _: 9)
    new = started(made, pids)

    with caplog.at_level(logging.ERROR):
        until_reaped(made, new.pid)
    made.relieve()

    assert made.elders == [old]
    assert "until the new processes serve, the old ones do" in caplog.text


def test_an_elder_that_dies_is_buried_and_not_replaced(
    transport: MemoryTransport, pids: list[int]
) -> None:
    old = elder(pids, number=5)
    made = crew(transport, old)
    identity = old.identity

    os.kill(old.pid, signal.SIGKILL)
    until_reaped(made, old.pid)

    assert [owner for owner, _ in transport.buried] == [identity]
    assert made.departing == []
    assert (made.totals.deaths, made.places[0].pid) == (1, 0)


def test_a_stop_reaches_all_and_none_is_told_twice(
    transport: MemoryTransport, pids: list[int]
) -> None:
    old = elder(pids)
    made = crew(transport, old)
    started(made, pids)
    old.dismiss(60)
    told_by = old.leave_by

    made.stop()
    made.start_due()

    assert old.leave_by == told_by
    until_reaped(made, *[child.pid for child in made.present()])
    assert made.present() == []
    assert made.retired


def test_what_was_called_off_and_has_ended_meanwhile_costs_nobody_his_life(
    transport: MemoryTransport, pids: list[int]
) -> None:
    made = crew(transport)
    child = started(made, pids)
    assert child.board is not None
    child.cancelled = {mark(b"ended")}
    child.board.seat(0).take(b"another", 0.0)

    made.kill_due()

    assert not child.killed
    child.cancelled = {mark(b"another")}
    made.kill_due()
    assert child.killed


def test_counts_of_those_that_are_gone_stay(transport: MemoryTransport, pids: list[int]) -> None:
    made = crew(transport, main=lambda _: 9)
    child = started(made, pids)
    assert child.board is not None
    child.board.counters().add(5, 2)
    child.board.vitals().tell(1.0, 1.0, 3)
    totals = Totals()
    totals.count = 5
    child.board.classes.put(by_class.encode({"A": totals}))
    late = delivery("A", jid="late")
    transport.leases = [late]
    child.overdue = {mark(late.body)}

    until_reaped(made, child.pid)

    # The job that the child was killed for has been counted by nobody else.
    assert made.counts() == Counts(6, 3)
    assert made.totals.classes["A"][0] == 5
    assert made.totals.recovered >= 3


def test_a_child_without_a_readable_board_is_watched_all_the_same(
    transport: MemoryTransport, pids: list[int]
) -> None:
    old = elder(pids)
    old.board = None
    made = crew(transport, old)

    made.kill_due()
    assert made.counts() == Counts()
    os.kill(old.pid, signal.SIGKILL)
    until_reaped(made, old.pid)

    assert made.present() == []


def test_a_board_that_was_handed_over_is_the_same_memory() -> None:
    first = Board(2)
    second = Board(2, os.dup(first.file))

    first.seat(1).take(b"job", 5.0)

    assert second.overdue(6.0) == {mark(b"job")}
    first.close()
    second.close()
    assert second.running() == {mark(b"job")}

"""What is done for a dead child: the late jobs fail, the others return."""

import json
import logging

import pytest

from pyworker.counters import Counts
from pyworker.outcome import Dead, Retry
from pyworker.registry import JobSpec, Registry
from pyworker.runtime.board import Board
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.transport import Delivery
from tests.unit.runtime.stand_ins import MemoryTransport, delivery


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


def undertaker(transport: MemoryTransport, retry: bool | int = True) -> Undertaker:
    registry = Registry()
    registry.add(JobSpec("A", lambda: None, retry=retry, timeout_s=30))
    return Undertaker(registry, lambda: transport)


def child(*running: str, overdue: set[str] | None = None) -> Child:
    made = Child(0, 1, identity="host:1:n", board=Board(1), overdue=overdue or set())
    assert made.board is not None
    made.board.seat(0).take("\n".join(running), 0.0)
    return made


def test_what_ran_when_a_child_died_is_named(transport: MemoryTransport) -> None:
    undertaker(transport).bury(child("j1", "j2"))

    assert transport.buried == [("host:1:n", {"j1", "j2"})]
    assert transport.calls[-1] == "close"


def test_a_late_job_fails_with_a_timeout_and_its_neighbours_are_not_to_blame(
    transport: MemoryTransport,
) -> None:
    late, other = delivery("A", jid="late"), delivery("A", jid="other")
    transport.leases = [late, other, Delivery(b"{", "default", "lease")]

    undertaker(transport).bury(child("late", "other", overdue={"late"}))

    ((settled, outcome),) = transport.outcomes
    assert settled is late
    assert isinstance(outcome, Retry)
    fields = json.loads(outcome.body)
    assert fields["error_class"] == "JobTimeout"
    assert "limit of 30 s" in fields["error_message"]
    assert transport.buried == [("host:1:n", set())]
    assert Counts(1, 1) in transport.counted


def test_a_late_jobs_class_decides_on_its_retry(transport: MemoryTransport) -> None:
    transport.leases = [delivery("A", jid="late")]

    undertaker(transport, retry=0).bury(child("late", overdue={"late"}))

    assert isinstance(transport.outcomes[0][1], Dead)


def test_a_late_job_that_was_settled_in_the_last_moment_is_left_alone(
    transport: MemoryTransport,
) -> None:
    undertaker(transport).bury(child("late", overdue={"late"}))

    assert transport.outcomes == []
    assert sum(counts.failed for counts in transport.counted) == 0


def test_the_counts_that_a_child_could_not_tell_are_told(transport: MemoryTransport) -> None:
    dead = child("j")
    assert dead.board is not None
    dead.board.counters().add(7, 2)

    undertaker(transport).bury(dead)

    assert transport.counted == [Counts(7, 2)]


@pytest.mark.parametrize("call", ["leased", "settle", "bury"])
def test_while_the_server_is_down_it_is_left_to_others(
    transport: MemoryTransport, call: str, caplog: pytest.LogCaptureFixture
) -> None:
    transport.leases = [delivery("A", jid="late")]
    transport.down[call] = 1

    with caplog.at_level(logging.ERROR):
        undertaker(transport).bury(child("late", overdue={"late"}))

    assert caplog.messages[-1] == f"{call} fails; the jobs of host:1:n are recovered later"
    assert transport.calls[-1] == "close"


def test_vouching_survives_an_outage(transport: MemoryTransport) -> None:
    transport.down["vouch"] = 1

    undertaker(transport).vouch(["host:1:n"])

    assert transport.calls == ["vouch", "close"]

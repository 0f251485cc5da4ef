"""What is done for a dead child: the late jobs fail, the others return."""

import json
import logging
from collections.abc import Collection

import pytest

from pyworker.counters import Counts
from pyworker.errors import PyworkerError
from pyworker.outcome import Dead, Discarded, Retry
from pyworker.registry import JobSpec, Registry
from pyworker.runtime.board import Board, mark
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.transport import Delivery, Recovered, Tallied
from tests.unit.runtime.stand_ins import MemoryTransport, delivery

IDENTITY = "host:1:n"
LATER = f"the jobs of {IDENTITY}"


class Refusing(MemoryTransport):
    """Answers a burial with an error that is no outage."""

    def bury(self, owner: str, running: Collection[bytes]) -> Recovered:
        raise PyworkerError(f"WRONGTYPE {owner} {len(running)}")


@pytest.fixture
def transport() -> MemoryTransport:
    return MemoryTransport()


def undertaker(transport: MemoryTransport, retry: bool | int = True) -> Undertaker:
    registry = Registry()
    registry.add(JobSpec("A", lambda: None, retry=retry, timeout_s=30))
    return Undertaker(registry, lambda: transport)


def child(*running: Delivery, late: Collection[Delivery] = ()) -> Child:
    board = Board(1)
    board.seat(0).take_all([each.body for each in running], 0.0)
    overdue = {mark(each.body) for each in late}
    return Child(0, 1, identity=IDENTITY, board=board, overdue=overdue)


def test_what_ran_when_a_child_died_is_named_and_what_waited_is_not(
    transport: MemoryTransport,
) -> None:
    first, second, waiting = (delivery("A", number) for number in range(3))
    transport.leases = [first, second, waiting]

    undertaker(transport).bury(child(first, second))

    assert transport.buried == [(IDENTITY, {first.body, second.body})]


def test_a_job_settled_in_the_last_moment_is_not_named(transport: MemoryTransport) -> None:
    held, settled = delivery("A", 1), delivery("A", 2)
    transport.leases = [held]

    undertaker(transport).bury(child(held, settled))

    assert transport.buried == [(IDENTITY, {held.body})]


@pytest.mark.parametrize("text", [b"{", b'{"class":"A","jid":7}', b"\xff"])
def test_whatever_a_body_holds_it_is_named(transport: MemoryTransport, text: bytes) -> None:
    ran = Delivery(text, "default", "lease")
    transport.leases = [ran]

    undertaker(transport).bury(child(ran))

    assert transport.buried == [(IDENTITY, {text})]


def test_a_death_by_our_own_hand_is_blamed_on_nobody(transport: MemoryTransport) -> None:
    ran = delivery("A")
    transport.leases = [ran]

    undertaker(transport).bury(child(ran), blame=False)

    assert transport.buried == [(IDENTITY, set())]


def test_of_a_child_without_a_board_nothing_is_blamed(transport: MemoryTransport) -> None:
    transport.leases = [delivery("A")]

    undertaker(transport).bury(Child(0, 1, identity=IDENTITY))

    assert transport.buried == [(IDENTITY, set())]


def test_a_late_job_fails_with_a_timeout_and_its_neighbours_are_not_to_blame(
    transport: MemoryTransport,
) -> None:
    late, other = delivery("A", jid="late"), delivery("A", jid="other")
    transport.leases = [late, other, Delivery(b"{", "default", "lease")]

    undertaker(transport).bury(child(late, other, late=[late]))

    ((settled, outcome),) = transport.outcomes
    assert settled is late
    assert isinstance(outcome, Retry)
    fields = json.loads(outcome.body)
    assert fields["error_class"] == "JobTimeout"
    assert "limit of 30 s" in fields["error_message"]
    assert transport.buried == [(IDENTITY, set())]
    assert Counts(1, 1) in transport.counted
    assert transport.tallied == [Tallied("A", 1, 1, 0, ())]


def test_a_late_job_without_a_jid_fails_as_any_other(transport: MemoryTransport) -> None:
    late = Delivery(b'{"class":"A"}', "default", "lease")
    transport.leases = [late, delivery("A")]

    undertaker(transport).bury(child(late, late=[late]))

    ((settled, outcome),) = transport.outcomes
    assert settled is late
    assert isinstance(outcome, Retry)


def test_a_late_jobs_class_decides_on_its_retry(transport: MemoryTransport) -> None:
    late = delivery("A", jid="late")
    transport.leases = [late]

    undertaker(transport, retry=0).bury(child(late, late=[late]))

    assert isinstance(transport.outcomes[0][1], Dead)


def test_a_late_job_that_was_settled_in_the_last_moment_is_left_alone(
    transport: MemoryTransport,
) -> None:
    late = delivery("A", jid="late")

    undertaker(transport).bury(child(late, late=[late]))

    assert transport.outcomes == []
    assert sum(counts.failed for counts in transport.counted) == 0


def test_the_counts_that_a_child_could_not_tell_are_told(transport: MemoryTransport) -> None:
    dead = child(delivery("A"))
    assert dead.board is not None
    dead.board.counters().add(7, 2)

    undertaker(transport).bury(dead)

    assert transport.counted == [Counts(7, 2)]


@pytest.mark.parametrize("call", ["leased", "settle", "bury"])
def test_while_the_server_is_down_it_is_left_to_others(
    transport: MemoryTransport, call: str, caplog: pytest.LogCaptureFixture
) -> None:
    late = delivery("A", jid="late")
    transport.leases = [late]
    transport.down[call] = 1

    with caplog.at_level(logging.ERROR):
        undertaker(transport).bury(child(late, late=[late]))

    assert caplog.messages == [f"{call} fails; {LATER} are recovered later"]
    assert transport.buried == []


def test_whatever_goes_wrong_is_told_and_left_to_others(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        undertaker(Refusing()).bury(child(delivery("A")))

    (record,) = caplog.records
    assert record.getMessage() == f"cannot return {LATER}; recovered later"
    assert "WRONGTYPE" in caplog.text


def test_a_late_job_that_no_handler_knows_is_told_and_left_to_others(
    transport: MemoryTransport, caplog: pytest.LogCaptureFixture
) -> None:
    late = delivery("Gone", jid="late")
    transport.leases = [late]

    with caplog.at_level(logging.ERROR):
        undertaker(transport).bury(child(late, late=[late]))

    assert "no handler for job class 'Gone'" in caplog.text
    assert transport.outcomes == []
    assert transport.leases == [late]


def test_one_transport_serves_until_it_is_closed(transport: MemoryTransport) -> None:
    made: list[MemoryTransport] = []

    def make() -> MemoryTransport:
        made.append(transport)
        return transport

    one = Undertaker(Registry(), make)
    one.close()
    one.bury(child())
    one.bury(child())
    one.vouch([IDENTITY])
    before = ("close" in transport.calls, len(made))
    one.close()
    one.close()
    after = (transport.calls.count("close"), len(made))
    one.vouch([IDENTITY])

    assert (before, after, len(made)) == ((False, 1), (1, 1), 2)


def test_vouching_tells_whether_anybody_listens(transport: MemoryTransport) -> None:
    transport.down["vouch"] = 1
    one = undertaker(transport)

    heard = [one.vouch([IDENTITY]), one.vouch([IDENTITY])]

    assert heard == [False, True]
    assert transport.calls == ["vouch", "close", "vouch"]


def test_where_no_transport_can_be_made_nobody_listens() -> None:
    def make() -> MemoryTransport:
        raise OSError("no file can be opened")

    assert Undertaker(Registry(), make).vouch([IDENTITY]) is False


def test_a_job_that_was_called_off_is_dead_and_its_neighbours_are_not_to_blame(
    transport: MemoryTransport,
) -> None:
    stopped, other = delivery("A", jid="stopped"), delivery("A", jid="other")
    transport.leases = [stopped, other]
    transport.called_off = {"stopped", "elsewhere"}
    dead = child(stopped, other)
    one = undertaker(transport)

    one.look_for_cancelled([dead])
    one.bury(dead)

    ((settled, outcome),) = transport.outcomes
    assert settled is stopped
    assert isinstance(outcome, Dead)
    assert json.loads(outcome.body)["error_class"] == "JobCancelled"
    assert transport.buried == [(IDENTITY, set())]
    assert Counts(1, 1) in transport.counted
    assert transport.called_off == {"elsewhere"}


def test_a_job_that_was_called_off_and_wants_no_dead_set_is_discarded(
    transport: MemoryTransport,
) -> None:
    stopped = delivery("A", jid="stopped", dead=False)
    transport.leases, transport.called_off = [stopped], {"stopped"}
    dead = child(stopped)

    one = undertaker(transport)
    one.look_for_cancelled([dead])
    one.bury(dead)

    assert isinstance(transport.outcomes[0][1], Discarded)


def test_a_job_that_is_called_off_as_its_time_ends_is_not_late_as_well(
    transport: MemoryTransport,
) -> None:
    both = delivery("A", jid="both")
    transport.leases, transport.called_off = [both], {"both"}
    dead = child(both, late=[both])

    one = undertaker(transport)
    one.look_for_cancelled([dead])
    one.bury(dead)

    assert [type(outcome) for _, outcome in transport.outcomes] == [Dead]


def test_a_job_of_no_registered_class_can_be_called_off(transport: MemoryTransport) -> None:
    stopped = delivery("Gone", jid="stopped")
    transport.leases, transport.called_off = [stopped], {"stopped"}
    dead = child(stopped)

    one = undertaker(transport)
    one.look_for_cancelled([dead])
    one.bury(dead)

    assert isinstance(transport.outcomes[0][1], Dead)


def test_what_was_called_off_and_does_not_run_yet_is_left_alone(
    transport: MemoryTransport,
) -> None:
    waiting = delivery("A", jid="waiting")
    transport.leases = [waiting, Delivery(b"{", "default", "lease")]
    transport.called_off = {"waiting"}
    living = child(delivery("A", jid="running"))

    undertaker(transport).look_for_cancelled([living, Child(1, 1)])

    assert living.cancelled == set()
    assert transport.called_off == {"waiting"}


def test_while_nothing_is_called_off_nobodys_leases_are_read(transport: MemoryTransport) -> None:
    undertaker(transport).look_for_cancelled([child(delivery("A"))])

    assert transport.calls == ["cancelled"]


def test_while_the_server_is_down_nothing_is_called_off(transport: MemoryTransport) -> None:
    transport.down["cancelled"] = 1

    undertaker(transport).look_for_cancelled([child(delivery("A"))])

    assert transport.calls == ["cancelled", "close"]

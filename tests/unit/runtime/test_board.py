"""What a child writes and its supervisor reads."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.counters import Counts
from pyworker.runtime.board import MOST_MARKS, Board, mark
from tests.unit.runtime.stand_ins import body

USUAL = body("A", 1)
STRANGE = [
    *(b"", b"{", b"\xff\xfe", b"\0", b"x" * 100_000),
    *(body("A", jid="a\nb"), body("A", jid="\ud800"), body("A", jid="x" * 5000)),
    b'{"class":"A"}',
]


def marks(*bodies: bytes) -> set[int]:
    return {mark(each) for each in bodies}


def test_nothing_runs_on_a_new_board() -> None:
    board = Board(3)

    assert board.running() == set()
    assert board.overdue(1e18) == set()
    assert board.counters().peek() == Counts(0, 0)


@pytest.mark.parametrize("text", [USUAL, *STRANGE], ids=lambda text: repr(text[:24]))
def test_any_body_is_known_by_its_mark(text: bytes) -> None:
    board = Board(2)

    board.seat(1).take(text, 1.0)

    assert board.running() == board.overdue(2.0) == marks(text)


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_the_same_bytes_have_the_same_mark_and_others_another(one: bytes, other: bytes) -> None:
    assert (mark(one) == mark(other)) == (one == other)
    assert mark(bytes(bytearray(one))) == mark(one)


def test_of_a_batch_every_job_is_seen() -> None:
    board = Board(1)
    bodies = [body("A", number) for number in range(100)]

    board.seat(0).take_all(bodies, 5.0)

    assert board.running() == board.overdue(6.0) == marks(*bodies)


def test_an_empty_batch_is_nothing() -> None:
    board = Board(1)

    board.seat(0).take_all([], 5.0)

    assert board.running() == board.overdue(6.0) == set()


def test_a_batch_beyond_the_slot_does_not_touch_the_neighbour() -> None:
    board = Board(2)
    bodies = [body("A", number) for number in range(MOST_MARKS * 2)]
    board.seat(1).take(USUAL + b" ", 10.0)

    board.seat(0).take_all(bodies, 5.0)

    assert board.running() == marks(USUAL + b" ", *bodies[:MOST_MARKS])
    assert board.overdue(6.0) == marks(*bodies[:MOST_MARKS])


def test_each_seat_has_its_own_slot() -> None:
    board = Board(3)

    for slot in range(3):
        board.seat(slot).take(body("A", slot), float(slot))
    board.seat(1).leave()

    assert board.running() == marks(body("A", 0), body("A", 2))
    assert board.overdue(2.5) == marks(body("A", 2))


def test_a_job_is_overdue_only_after_its_deadline() -> None:
    board = Board(1)

    board.seat(0).take(USUAL, 10.0)

    assert board.overdue(9.9) == board.overdue(10.0) == set()
    assert board.overdue(10.1) == marks(USUAL)


def test_a_job_without_a_deadline_is_never_overdue() -> None:
    board = Board(1)

    board.seat(0).take(USUAL, 0.0)

    assert board.overdue(1e18) == set()


def test_the_next_job_replaces_the_one_before() -> None:
    board = Board(1)
    seat = board.seat(0)
    seat.take(USUAL, 1.0)

    seat.take(b"next", 0.0)

    assert board.running() == marks(b"next")
    assert board.overdue(2.0) == set()


@pytest.mark.parametrize("size", [0, 1, 2, 50])
def test_a_batch_replaces_a_larger_one_whole(size: int) -> None:
    board = Board(1)
    seat = board.seat(0)
    seat.take_all([body("A", number) for number in range(100)], 1.0)
    bodies = [body("B", number) for number in range(size)]

    seat.take_all(bodies, 3.0)

    assert board.running() == marks(*bodies)
    assert board.overdue(2.0) == set()
    assert board.overdue(4.0) == marks(*bodies)


def test_a_job_after_a_batch_runs_alone() -> None:
    board = Board(1)
    seat = board.seat(0)
    seat.take_all([body("A", number) for number in range(9)], 1.0)

    seat.take(USUAL, 3.0)

    assert board.running() == marks(USUAL)
    assert board.overdue(2.0) == set()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_the_supervisor_reads_what_a_child_wrote_before_it_died() -> None:
    board = Board(2)

    pid = os.fork()
    if pid == 0:
        board.seat(1).take(USUAL, 10.0)
        board.counters().add(7, 2)
        os._exit(9)
    os.waitpid(pid, 0)

    assert board.running() == board.overdue(11.0) == marks(USUAL)
    assert board.counters().peek() == Counts(7, 2)

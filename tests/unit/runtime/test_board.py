"""What a child writes and its supervisor reads."""

import os

import pytest

from pyworker.counters import Counts
from pyworker.runtime.board import SLOT_BYTES, Board

USUAL = "b4a577edbccf1d805744efa9"


def test_nothing_runs_on_a_new_board() -> None:
    board = Board(3)

    assert board.running() == set()
    assert board.overdue(1e18) == set()
    assert board.counters().peek() == Counts(0, 0)


@pytest.mark.parametrize("jid", [USUAL, "short", "x" * 100, "j\u00e9", "é" * 12])
def test_what_runs_is_read_by_its_jid(jid: str) -> None:
    board = Board(2)

    board.seat(1).take(jid, 0.0)

    assert board.running() == {jid}


def test_a_batch_is_read_jid_by_jid() -> None:
    board = Board(1)
    jids = [f"{number:024x}" for number in range(100)]

    board.seat(0).take("\n".join(jids), 5.0)

    assert board.running() == board.overdue(6.0) == set(jids)


def test_each_seat_has_its_own_slot() -> None:
    board = Board(3)

    for slot in range(3):
        board.seat(slot).take(f"{slot}" * 24, float(slot))
    board.seat(1).leave()

    assert board.running() == {"0" * 24, "2" * 24}
    assert board.overdue(2.5) == {"2" * 24}


def test_a_job_is_overdue_only_after_its_deadline() -> None:
    board = Board(1)

    board.seat(0).take(USUAL, 10.0)

    assert board.overdue(9.9) == board.overdue(10.0) == set()
    assert board.overdue(10.1) == {USUAL}


def test_a_job_without_a_deadline_is_never_overdue() -> None:
    board = Board(1)

    board.seat(0).take(USUAL, 0.0)

    assert board.overdue(1e18) == set()


@pytest.mark.parametrize("jid", ["short", "y" * 24, "z" * 90])
@pytest.mark.parametrize("before", [USUAL, "b", "c" * 200])
def test_the_next_job_replaces_the_one_before(before: str, jid: str) -> None:
    board = Board(1)
    seat = board.seat(0)
    seat.take(before, 1.0)

    seat.take(jid, 0.0)

    assert board.running() == {jid}
    assert board.overdue(2.0) == set()


def test_what_is_too_long_is_cut_and_does_not_touch_the_neighbour() -> None:
    board = Board(2)
    board.seat(1).take(USUAL, 0.0)

    board.seat(0).take("x" * 2 * SLOT_BYTES, 0.0)

    assert USUAL in board.running()
    assert len(board.running()) == 2


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_the_supervisor_reads_what_a_child_wrote_before_it_died() -> None:
    board = Board(2)

    pid = os.fork()
    if pid == 0:
        board.seat(1).take(USUAL, 10.0)
        board.counters().add(7, 2)
        os._exit(9)
    os.waitpid(pid, 0)

    assert board.running() == board.overdue(11.0) == {USUAL}
    assert board.counters().peek() == Counts(7, 2)

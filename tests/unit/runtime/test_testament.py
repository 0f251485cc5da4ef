"""What a supervisor leaves, and its newer self finds."""

import os
import time

import pytest

from pyworker.registry import Registry
from pyworker.runtime import testament
from pyworker.runtime.board import LAYOUT, Board, mark
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew
from tests.unit.runtime.stand_ins import MemoryTransport


@pytest.fixture
def crew() -> Crew:
    board = Board(2)
    board.seat(0).take(b"runs", 0.0)
    place = Child(0, 2, pid=11, identity="h:11:a", started_at=5.0, board=board)
    leaver = Child(1, 2, pid=12, identity="h:12:b", leave_by=time.monotonic() + 9)
    made = Crew(
        [place, Child(2, 2)],
        (lambda _: 0, lambda *_: ""),
        Undertaker(Registry(), MemoryTransport),
        5,
        [leaver],
    )
    made.totals.processed = 7
    made.totals.classes = {"A": [1.0, 0.0, 0.5]}
    return made


def left(crew: Crew, door: int = -1) -> testament.Testament:
    """Write a testament and read it as the newer self does."""
    with testament.written(crew, door) as file:
        environ = {testament.VARIABLE: str(os.dup(file)), "OTHER": "stays"}
        found = testament.read(environ)
        assert environ == {"OTHER": "stays"}
    assert found is not None
    return found


def test_children_counts_and_door_are_found_again(crew: Crew) -> None:
    found = left(crew, os.open("/dev/null", os.O_RDONLY))

    place, leaver = found.children()
    assert (place.pid, place.identity, place.number, place.slots) == (11, "h:11:a", 0, 2)
    assert (place.started_at, place.leave_by) == (5.0, 0.0)
    assert place.board is not None
    assert place.board.running() == {mark(b"runs")}
    assert (leaver.pid, leaver.board, leaver.leave_by > 0) == (12, None, True)
    assert (found.totals.processed, found.totals.classes) == (7, {"A": [1.0, 0.0, 0.5]})
    assert os.get_inheritable(found.door) is False
    os.close(found.door)


def test_only_meanwhile_its_files_survive_another_program(crew: Crew) -> None:
    board = crew.places[0].board
    assert board is not None

    with testament.written(crew, -1) as file:
        kept = [os.get_inheritable(number) for number in (file, board.file)]

    assert kept == [True, True]
    assert not os.get_inheritable(board.file)


def test_a_board_of_another_layout_is_not_read(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(testament, "LAYOUT", LAYOUT + 1)
        found = left(crew)

    assert [child.board for child in found.children()] == [None, None]
    assert [child.pid for child in found.children()] == [11, 12]


@pytest.mark.parametrize("number", ["", "99999", "x"])
def test_where_nothing_was_left_nothing_is_found(number: str) -> None:
    assert testament.read({testament.VARIABLE: number}) is None


def test_what_was_left_to_another_process_is_nothing(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    with testament.written(crew, -1) as file:
        monkeypatch.setattr("os.getpid", lambda: 1)
        assert testament.read({testament.VARIABLE: str(os.dup(file))}) is None

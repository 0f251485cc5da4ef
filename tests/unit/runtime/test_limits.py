"""When a child has reached a limit, and when it is left alone nevertheless."""

import os

import pytest

from pyworker.registry import Registry
from pyworker.runtime.board import Board
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew
from pyworker.runtime.limits import Limits
from pyworker.runtime.memory import resident_bytes
from tests.unit.runtime.stand_ins import MemoryTransport


class Draining(Crew):
    """Remembers who was drained, and lets them be."""

    def __init__(self, *places: Child) -> None:
        undertaker = Undertaker(Registry(), MemoryTransport)
        super().__init__(places, (lambda _: 0, lambda *_: ""), undertaker, 5)
        self.drained: list[int] = []

    def drain(self, child: Child) -> None:
        self.drained.append(child.number)


def child(number: int = 0, done: int = 0, ready: bool = True) -> Child:
    """One that has this process's own size."""
    board = Board(1)
    board.counters().add(done, 0)
    if ready:
        board.vitals().ready(1.0)
    return Child(number, 1, pid=os.getpid(), board=board)


def test_jobs_are_counted_by_child() -> None:
    crew = Draining(child(0, done=9), child(1, done=10), child(2, done=11))

    Limits(0, 10).look(crew)

    assert crew.drained == [1, 2]


def test_memory_is_read_of_who_has_done_anything() -> None:
    busy = child(2)
    assert busy.board is not None
    busy.board.seat(0).take(b"job", 0.0)
    crew = Draining(child(0, done=1), child(1), busy)

    Limits(1, 0).look(crew)

    assert crew.drained == [0, 2]


def test_one_below_the_limits_stays() -> None:
    crew = Draining(child(0, done=9))

    Limits(1 << 40, 10).look(crew)

    assert crew.drained == []


def test_while_one_leaves_a_place_its_successor_stays() -> None:
    crew = Draining(child(0, done=10))
    crew.departing = [child(0)]

    Limits(0, 10).look(crew)

    assert crew.drained == []


@pytest.mark.parametrize("state", ["quiet", "stopping"])
def test_at_the_end_nobody_is_replaced(state: str) -> None:
    crew = Draining(child(0, done=10))
    setattr(crew, state, True)

    Limits(0, 10).look(crew)

    assert crew.drained == []


def test_who_is_not_ready_is_not_drained() -> None:
    crew = Draining(child(0, done=10, ready=False), Child(1, 1))

    Limits(0, 10).look(crew)

    assert crew.drained == []


def test_of_a_process_that_is_gone_there_is_no_memory() -> None:
    assert resident_bytes(os.getpid()) > 1 << 20
    assert resident_bytes(1 << 30) == 0

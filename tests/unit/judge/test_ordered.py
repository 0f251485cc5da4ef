"""Work side by side: results come in order, and nothing depends on who was faster."""

import threading
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.judge.ordered import in_order

PATIENCE_S = 10.0


class Broken(Exception):
    pass


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 4))
def test_results_end_with_the_first_that_is_last(lasts: list[bool], workers: int) -> None:
    count = len(lasts)

    found = list(in_order(lambda number: number, count, workers, lambda number: lasts[number]))

    assert found == list(range(lasts.index(True) + 1 if True in lasts else count))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_in_its_turn(workers: int) -> None:
    def work(number: int) -> int:
        if number == 3:
            raise Broken
        return number

    results = in_order(work, 9, workers, lambda _: False)

    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Broken):
        next(results)


def test_an_error_behind_the_last_result_is_not_seen() -> None:
    raised = threading.Event()

    def work(number: int) -> int:
        if number == 1:
            raised.set()
            raise Broken
        assert raised.wait(PATIENCE_S)
        return number

    assert list(in_order(work, 2, 2, lambda number: number == 0)) == [0]


def test_a_fast_failure_begins_nothing_behind_it_while_an_earlier_piece_runs() -> None:
    begun: list[int] = []
    failed = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            failed.set()
        if number == 0:
            assert failed.wait(PATIENCE_S)
        return number

    found = list(in_order(work, 50, 2, lambda number: number == 1))

    assert found == [0, 1]
    # Number 2 may be begun between the failure and the moment it is known.
    assert set(begun) <= {0, 1, 2}


def test_pieces_run_side_by_side() -> None:
    meeting = threading.Barrier(3)

    def work(number: int) -> int:
        meeting.wait(PATIENCE_S)
        return number

    assert list(in_order(work, 3, 3, lambda _: False)) == [0, 1, 2]


def test_closing_waits_for_what_was_begun_and_begins_no_more() -> None:
    begun: list[int] = []
    done: list[int] = []
    go = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number:
            assert go.wait(PATIENCE_S)
        done.append(number)
        return number

    with closing(in_order(work, 50, 2, lambda _: False)) as results:
        assert next(results) == 0
        threading.Timer(0.05, go.set).start()

    assert sorted(done) == sorted(begun)
    assert len(begun) <= 4


def test_one_worker_needs_no_thread() -> None:
    threads = list(in_order(lambda _: threading.current_thread(), 3, 1, lambda _: False))

    assert set(threads) == {threading.current_thread()}

"""Counts that are told once, whatever ends while they are being told."""

from hypothesis import given
from hypothesis import strategies as st

from pyworker.counters import Counters, Counts


def test_counts_start_at_nothing_and_add_up() -> None:
    counters = Counters()

    counters.add(3, 1)
    counters.add(2, 0)

    assert counters.peek() == Counts(processed=5, failed=1)
    assert Counters().peek() == Counts(0, 0)


def test_what_ended_during_the_write_is_still_to_be_told() -> None:
    counters = Counters()
    counters.add(3, 1)

    told = counters.peek()
    counters.add(4, 2)
    counters.written(told)

    assert counters.peek() == Counts(4, 2)


def test_counts_live_in_the_memory_they_were_given() -> None:
    cells = [5, 2, 1, 0]

    Counters(cells).add(1, 1)

    assert cells == [6, 3, 1, 0]
    assert Counters(cells).peek() == Counts(5, 3)


def test_all_that_was_added_is_known_after_it_was_told() -> None:
    counters = Counters()
    counters.add(3, 1)

    counters.written(counters.peek())
    counters.add(1, 0)

    assert counters.total() == Counts(4, 1)
    assert counters.peek() == Counts(1, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans())))
def test_all_that_is_told_and_left_is_all_that_was_added(
    steps: list[tuple[int, int, bool]],
) -> None:
    counters, told = Counters(), [0, 0]

    for processed, failed, flush in steps:
        counters.add(processed, failed)
        if flush:
            counts = counters.peek()
            told = [told[0] + counts.processed, told[1] + counts.failed]
            counters.written(counts)

    left = counters.peek()
    assert told[0] + left.processed == sum(step[0] for step in steps)
    assert told[1] + left.failed == sum(step[1] for step in steps)

"""What several threads want at once is made once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pyworker.judge.compiling.once import Once


def test_who_comes_meanwhile_waits_for_the_first_and_gets_the_same() -> None:
    once: Once[int] = Once()
    started, go_on, made = threading.Event(), threading.Event(), []

    def work() -> int:
        made.append(1)
        started.set()
        assert go_on.wait(30)
        return 42

    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(once.do, "key", work)
        assert started.wait(30)
        others = [threads.submit(once.do, "key", work) for _ in range(2)]
        assert once.do("another", lambda: 7) == (7, False)
        assert not any(other.done() for other in others)
        go_on.set()

        assert first.result(30) == (42, False)
        results = [other.result(30) for other in others]

    # One that came too late to wait does the work itself.
    assert results.count((42, True)) == 3 - len(made)


def test_nothing_is_remembered_of_what_is_done() -> None:
    once: Once[int] = Once()
    numbers = iter([1, 2])

    assert [once.do("key", lambda: next(numbers)) for _ in range(2)] == [(1, False), (2, False)]


def test_an_error_is_raised_and_not_remembered() -> None:
    once: Once[int] = Once()

    with pytest.raises(ZeroDivisionError):
        once.do("key", lambda: 1 // 0)

    assert once.do("key", lambda: 1) == (1, False)

"""Do numbered pieces of work side by side, and hand out the results in their order.

Which results come out does not depend on who was faster: pieces are begun in their order, and none
behind the last one to come out is ever seen.
"""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def in_order(
    work: Callable[[int], T], count: int, workers: int, is_last: Callable[[T], bool]
) -> Generator[T, None, None]:
    """Yield ``work(0)``, ``work(1)``... up to the first that ``is_last``, or that raises.

    No piece behind that one is begun any more once it is known. Closing the iterator begins none
    either; both wait for pieces that were begun.
    """
    if min(workers, count) <= 1:
        return _one_by_one(work, count, is_last)
    return _side_by_side(work, count, workers, is_last)


def _one_by_one(
    work: Callable[[int], T], count: int, is_last: Callable[[T], bool]
) -> Generator[T, None, None]:
    for number in range(count):
        result = work(number)
        yield result
        if is_last(result):
            return


class _Behind(Exception):
    """Of a piece that is not begun because it is behind the last; nobody waits for it."""


def _side_by_side(
    work: Callable[[int], T], count: int, workers: int, is_last: Callable[[T], bool]
) -> Generator[T, None, None]:
    # Numbers that end it; any thread adds one.
    ends = [count]

    def piece(number: int) -> T:
        if number > min(ends):
            raise _Behind
        try:
            result = work(number)
        except BaseException:
            ends.append(number)
            raise
        if is_last(result):
            ends.append(number)
        return result

    pool = ThreadPoolExecutor(min(workers, count), thread_name_prefix="case")
    try:
        for future in [pool.submit(piece, number) for number in range(count)]:
            result = future.result()
            yield result
            if is_last(result):
                return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)

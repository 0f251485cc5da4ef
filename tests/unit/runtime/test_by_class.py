"""Numbers by job class, over processes and versions."""

import pytest

from pyworker.runtime import by_class
from pyworker.runtime.tally import BUCKETS, Totals


def numbers(count: int) -> list[float]:
    return [count, 0, 0.5 * count, count, *[0] * (BUCKETS - 1)]


def totals(count: int) -> Totals:
    return Totals(count, 0, 0.5 * count, [count, *[0] * (BUCKETS - 1)])


def test_what_a_child_tells_its_supervisor_reads() -> None:
    text = by_class.encode({"A": totals(3), 'odd "name"\n\u00e4': totals(1)})

    assert by_class.decode(text) == {"A": numbers(3), 'odd "name"\n\u00e4': numbers(1)}


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"A":["x"]}', b"\xff", b'{"A":[1,2]}'])
def test_what_was_not_written_by_this_version_is_nothing(text: bytes) -> None:
    assert by_class.decode(text) == {}


def test_numbers_add_up_and_what_was_added_stays_as_it_was() -> None:
    total: by_class.ByClass = {}
    more = {"A": numbers(1)}

    by_class.add(total, more)
    by_class.add(total, {"A": numbers(2), "B": numbers(5)})

    assert total == {"A": numbers(3), "B": numbers(5)}
    assert more == {"A": numbers(1)}

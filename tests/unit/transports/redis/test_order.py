"""In which order the queues are asked."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.transports.redis.order import QueueOrder

ROUNDS = 8000


def first_asked(*weights: tuple[str, int]) -> Counter[str]:
    order = QueueOrder(weights, random.Random(7))
    return Counter(order.next()[0] for _ in range(ROUNDS))


def test_without_weights_the_order_is_fixed() -> None:
    order = QueueOrder([("c", 0), ("a", 0), ("b", 0)])

    assert {order.next() for _ in range(100)} == {("c", "a", "b")}


def test_all_weights_one_is_random() -> None:
    counts = first_asked(("a", 1), ("b", 1), ("c", 1))

    assert all(count == pytest.approx(ROUNDS / 3, rel=0.1) for count in counts.values())


def test_a_queue_is_asked_first_as_often_as_its_weight_says() -> None:
    counts = first_asked(("often", 3), ("seldom", 1))

    assert counts["often"] == pytest.approx(ROUNDS * 3 / 4, rel=0.05)


def test_beside_a_weight_none_counts_as_one() -> None:
    counts = first_asked(("often", 3), ("plain", 0))

    assert counts["plain"] == pytest.approx(ROUNDS / 4, rel=0.1)


def test_a_single_queue_needs_no_chance() -> None:
    assert QueueOrder([("a", 5)]).next() == ("a",)


def test_a_name_given_twice_is_asked_once() -> None:
    order = QueueOrder([("a", 0), ("b", 0), ("a", 0)])

    assert order.names == order.next() == ("a", "b")


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 9)), min_size=1),
    st.integers(),
)
def test_every_queue_is_asked_exactly_once(weights: list[tuple[str, int]], seed: int) -> None:
    order = QueueOrder(weights, random.Random(seed))

    assert sorted(order.next()) == sorted({name for name, _ in weights})

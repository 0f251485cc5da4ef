"""Capsules: slots, queues and modes."""

import pytest

from pyworker.transports.redis.capsule import Capsule, queue_names, slots

TWO = (Capsule("default", (("a", 3), ("b", 0)), 5), Capsule("single", (("b", 0), ("c", 0)), 1))


def test_slots_are_those_of_all_capsules() -> None:
    assert slots(TWO) == 6


def test_a_queue_of_two_capsules_is_named_once() -> None:
    assert queue_names(TWO) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("weights", "mode"), [((0, 0), "strict"), ((1, 1), "random"), ((3, 1), "weighted"),
                          ((1, 0), "weighted")],
)  # fmt: skip
def test_modes_have_sidekiqs_names(weights: tuple[int, int], mode: str) -> None:
    queues = tuple((f"q{number}", weight) for number, weight in enumerate(weights))

    assert Capsule("x", queues, 1).mode == mode

"""How much is fetched at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.runtime.pace import BUDGET_S, MOST, Pace, limit


@pytest.mark.parametrize(
    ("mean_s", "jobs"),
    [(0.0, 100), (-1.0, 100), (1e-9, 100), (0.00003, 100), (0.0003, 10), (0.003, 1), (60.0, 1)],
)
def test_a_few_milliseconds_worth_is_fetched(mean_s: float, jobs: int) -> None:
    assert limit(mean_s) in (jobs, jobs - 1)


@given(st.floats(-1, 0) | st.floats(1e-9, 1e9))
def test_one_job_at_least_and_a_hundred_at_most_are_fetched(mean_s: float) -> None:
    assert 1 <= limit(mean_s) <= MOST


def test_a_class_never_measured_fills_the_budget() -> None:
    assert Pace().expected_s("A") == BUDGET_S


def test_the_first_measurement_is_the_mean() -> None:
    pace = Pace()

    measure(pace, "A", jobs=10, seconds=1.0)

    assert pace.expected_s("A") == pytest.approx(0.1)
    assert pace.expected_s("B") == BUDGET_S


def test_later_measurements_move_the_mean_by_a_fifth() -> None:
    pace = Pace()

    measure(pace, "A", jobs=1, seconds=1.0)
    measure(pace, "A", jobs=1, seconds=2.0)

    assert pace.expected_s("A") == pytest.approx(1.2)


def test_one_slow_measurement_does_not_ruin_a_fast_class() -> None:
    pace = Pace()

    measure(pace, "A", jobs=100, seconds=0.001)
    measure(pace, "A", jobs=1, seconds=60.0)

    assert pace.expected_s("A") < 0.0001


def test_a_class_that_has_become_slow_is_noticed_in_time() -> None:
    pace = Pace()

    measure(pace, "A", jobs=100, seconds=0.001)
    for _ in range(30):
        measure(pace, "A", jobs=1, seconds=1.0)

    assert pace.expected_s("A") > 0.5


def test_each_class_has_its_own_mean() -> None:
    pace = Pace()

    pace.turn("A", 0.0)
    pace.jobs = 2
    pace.turn("B", 1.0)
    pace.jobs = 1
    pace.turn("", 4.0)
    pace.turn("A", 100.0)

    assert (pace.expected_s("A"), pace.expected_s("B")) == (0.5, 3.0)


def measure(pace: Pace, class_name: str, jobs: int, seconds: float) -> None:
    pace.turn(class_name, 0.0)
    pace.jobs = jobs
    pace.turn("", seconds)

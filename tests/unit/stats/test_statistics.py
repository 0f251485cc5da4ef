"""The seven figures, against the documented vectors and against exact arithmetic."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.stats.errors import NanSamples
from pyworker.stats.statistics import CROSSOVER, Statistics, summarise
from pyworker.stats.workspace import Workspace
from tests.unit.stats.reference import assert_same, exact, figures

LARGEST, SMALLEST = 1.7976931348623157e308, 5e-324

VECTORS: list[tuple[list[float], dict[str, float]]] = [
    ([40, 10, 30, 20], {"min": 10, "q1": 10, "median": 25, "q3": 30, "max": 40, "mean": 25}),
    ([3, 1, 2], {"q1": 1, "median": 2, "q3": 3}),
    ([1, 2, 3, 4, 5], {"q1": 2, "q3": 4}),
    ([1, 2, 3, 4, 5, 6], {"q1": 2, "q3": 5}),
    ([42], {**dict.fromkeys(("min", "q1", "median", "q3", "max", "mean"), 42.0)}),
]

# Repeated and padded, each list also takes the way of long arrays.
HARD = {
    "cancelling": [1e16, 1.0, -1e16],
    "cancelling to nothing but rounding": [0.1, 0.2, -0.3],
    "sum beyond the range": [1e308, 1.5e308, LARGEST],
    "sums beyond the range that cancel": [1e308, 1e308, -1e308, -1e308, 1e-300],
    "deviations beyond the range": [LARGEST, -LARGEST],
    "squares beyond the range": [1e200, 3e200, -2e200],
    "squares below the range": [1e-200, 3e-200, 2e-200],
    "denormal": [SMALLEST, 3 * SMALLEST, 1e-310],
    "large offset, small spread": [1e15, 1e15 + 0.25, 1e15 + 1],
    "offset where the mean is rounded": [1e9 + 1e-3, 1e9, 1e9 + 1e-5],
    "equal": [0.1, 0.1, 0.1],
    "zero": [0.0, 0.0],
    "mixed sizes": [1e300, 1.0, 1e-300],
    "negative": [-5.5, -1e-9, -7e5],
}

finite = st.floats(allow_nan=False, allow_infinity=False)
kinds = st.one_of(
    finite,
    st.floats(-1e3, 1e3),
    st.floats(1e12, 1e12 + 1),
    st.sampled_from([1e16, -1e16, 1.0, 1e308, -1e308, LARGEST, SMALLEST, -SMALLEST, 0.0]),
)


@pytest.mark.parametrize(("values", "expected"), VECTORS)
def test_the_documented_vectors(values: list[float], expected: dict[str, float]) -> None:
    got = figures(values)._asdict()

    assert {name: got[name] for name in expected} == expected


def test_the_standard_deviation_is_that_of_a_population() -> None:
    assert figures([40, 10, 30, 20]).standard_deviation == pytest.approx(math.sqrt(125), rel=1e-15)
    assert figures([42]).standard_deviation == 0


def test_no_samples_have_no_figures() -> None:
    assert figures([]) == Statistics(None, None, None, None, None, None, None)


@pytest.mark.parametrize("repeats", [1, 200])
@pytest.mark.parametrize("name", HARD)
def test_hard_values_have_exact_figures(name: str, repeats: int) -> None:
    values = HARD[name] * repeats

    assert_same(figures(values), exact(values))


@given(st.lists(kinds, min_size=1, max_size=2 * CROSSOVER))
def test_any_finite_values_have_exact_figures(values: list[float]) -> None:
    assert_same(figures(values), exact(values))


@given(st.lists(kinds, min_size=1, max_size=8), st.integers(CROSSOVER, 3 * CROSSOVER))
def test_long_arrays_have_exact_figures(values: list[float], size: int) -> None:
    values = (values * size)[:size]

    assert_same(figures(values), exact(values))


@pytest.mark.parametrize("centre", [0.0, 50.0, -3e7, 1.7e9, 1e14])
def test_many_values_have_exact_figures(centre: float) -> None:
    values = np.random.default_rng(7).normal(centre, 10, 30_001)

    assert_same(summarise(values, Workspace()), exact(values.tolist()))


@given(st.lists(finite, min_size=1, max_size=3 * CROSSOVER))
def test_mean_lies_between_the_values(values: list[float]) -> None:
    got = figures(values)

    assert got.min is not None
    assert got.mean is not None
    assert got.max is not None
    assert got.min <= got.mean <= got.max


@pytest.mark.parametrize("padding", [0, CROSSOVER])
@pytest.mark.parametrize(
    ("infinities", "mean"),
    [([math.inf], math.inf), ([-math.inf], -math.inf), ([-math.inf, math.inf], math.nan)],
)
def test_infinities_go_to_the_mean(infinities: Sequence[float], mean: float, padding: int) -> None:
    got = figures([*infinities, 1.0, *[2.0] * padding])

    assert got.min == min(*infinities, 1.0)
    assert got.max == max(*infinities, 2.0 if padding else 1.0)
    assert repr(got.mean) == repr(mean)
    assert repr(got.standard_deviation) == "nan"


@pytest.mark.parametrize("size", [1, CROSSOVER - 1, CROSSOVER, 1000])
def test_nan_is_refused_with_its_number(size: int) -> None:
    values = np.array([math.nan, math.inf, math.nan] + [1.0] * size)

    with pytest.raises(NanSamples, match="2 of the samples are NaN") as raised:
        summarise(values, Workspace())

    assert raised.value.count == 2


@pytest.mark.parametrize("size", [20, 1000])
def test_either_byte_order_will_do_and_the_values_stay(size: int) -> None:
    native = np.random.default_rng(3).normal(0, 1, size)
    swapped = native.astype(">f8")
    swapped.flags.writeable = False

    assert summarise(swapped, Workspace()) == summarise(native, Workspace())


def test_both_sides_of_the_crossover_agree() -> None:
    values = np.random.default_rng(5).normal(50, 10, CROSSOVER)

    for size in (CROSSOVER - 1, CROSSOVER):
        assert_same(summarise(values[:size], Workspace()), exact(values[:size].tolist()))

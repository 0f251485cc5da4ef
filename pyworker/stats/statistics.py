"""Seven figures of a float64 array: five order statistics, the mean, the standard deviation.

Order statistics are exact. The mean is ``fsum(v) / n``, and the standard deviation the root of
``fsum((v - mean) ** 2) / n`` around that mean as it is stored, both to a relative 1e-12 whatever
the values are: also where a sum or a square would leave the range of a double.

Three ways lead there, and each hands over to the next where its answer could be worse than that:

1. ``_small``: Python floats and ``math.fsum``, exact; for a page of samples.
2. ``_fast``: numpy's pairwise sums. Their relative error is below 5e-15 for values of one sign,
   so the two signs are added apart, and only their difference can lose digits.
3. ``_exact``: ``math.fsum`` again, and squares of deviations that were scaled by a power of two.

Infinite samples give what compensated addition as Ruby's gives. The mean is that infinity, or NaN
where both are present; the standard deviation is NaN, as a deviation of an infinity from either
mean is. Order statistics are as usual.

Source: ruby 3.4 array.c, ary_add_one and rb_ary_sum: an infinite term replaces the sum, a second
one of the other sign makes it NaN.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pyworker.stats.errors import NanSamples
from pyworker.stats.workspace import Workspace

# Below this many values, Python floats are faster than the calls into numpy: 20 values take 5 µs
# against 12 µs, 64 about as long either way, 200 values 30 µs against 13 µs.
CROSSOVER = 64

# Within these, squares of deviations and their sums stay in the normal range of a double: two
# different values of this size are at least 2**-454 apart, and 2**60 squares are below 2**1022.
SMALLEST, LARGEST = 2.0**-400, 2.0**480

# How far the sum of absolute values may exceed the absolute sum: 100 * 5e-15 is below 1e-12.
CANCELLATION = 100.0

# How far the values' size may exceed their spread. An error of the mean enters the variance as its
# square: (5e-15 * 1e7) ** 2 is 2.5e-15.
OFFSET = 1e7

# Scaled values are at most this, and no standard deviation exceeds the largest value.
BELOW_ONE = 1 - 2.0**-53

OrderStatistics = tuple[float, float, float, float, float]


class Statistics(NamedTuple):
    """The figures of one window of samples; all None where it is empty."""

    min: float | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    max: float | None = None
    mean: float | None = None
    standard_deviation: float | None = None


def summarise(values: NDArray[np.float64], workspace: Workspace) -> Statistics:
    """Compute the figures of ``values``: float64 of either byte order, shape (n,), any order.

    Raises:
        NanSamples: says how many.
    """
    if not values.size:
        return Statistics()
    if values.size < CROSSOVER:
        small = _small(workspace.count(values.tolist()), workspace)
        if small is not None:
            return small
    ordered = workspace.copy(values)
    ordered.sort()
    _refuse_nan(ordered)
    order = _order_statistics(ordered.item, ordered.size)
    mean, deviation = _moments(values, ordered)
    return Statistics(*order, mean, deviation)


def _order_statistics(at: Callable[[int], float], size: int) -> OrderStatistics:
    """Pick min, q1, median, q3 and max by nearest rank; ``at`` gives the sorted value at an index.

    numpy calls these quartiles 'inverted_cdf', R type 1.
    """
    middle = size // 2
    median = at(middle) if size % 2 else _midpoint(at(middle - 1), at(middle))
    return at(0), at(-(-size // 4) - 1), median, at(-(-3 * size // 4) - 1), at(size - 1)


def _midpoint(low: float, high: float) -> float:
    middle = (low + high) / 2
    return low / 2 + high / 2 if math.isinf(middle) else middle


def _small(values: list[float], workspace: Workspace) -> Statistics | None:
    size = len(values)
    try:
        total = math.fsum(values)
    except (OverflowError, ValueError):  # a sum beyond a double's range; infinities of both signs
        return None
    if not math.isfinite(total):
        return None
    values.sort()
    if not SMALLEST < max(-values[0], values[-1]) < LARGEST:
        return None
    mean = _between(values[0], total / size, values[-1])
    squares = workspace.count([(value - mean) * (value - mean) for value in values])
    deviation = math.sqrt(math.fsum(squares) / size)
    return Statistics(*_order_statistics(values.__getitem__, size), mean, deviation)


def _refuse_nan(ordered: NDArray[np.float64]) -> None:
    if math.isnan(ordered.item(-1)):  # a sort moves them to the end
        raise NanSamples(int(np.count_nonzero(np.isnan(ordered))))


def _moments(values: NDArray[np.float64], ordered: NDArray[np.float64]) -> tuple[float, float]:
    """Compute mean and standard deviation; ``ordered`` is overwritten."""
    low, high = ordered.item(0), ordered.item(-1)
    if math.isinf(low) or math.isinf(high):
        return low + high, math.nan
    largest = max(-low, high)
    moments = _fast(ordered) if SMALLEST < largest < LARGEST else None
    if moments is None:
        np.copyto(ordered, values)
        moments = _exact(ordered, low, high)
    return moments


def _fast(ordered: NDArray[np.float64]) -> tuple[float, float] | None:
    zero = ordered.searchsorted(0.0)
    negative, positive = _sum(ordered[:zero]), _sum(ordered[zero:])
    total, magnitude = positive + negative, positive - negative
    if magnitude > CANCELLATION * abs(total):
        return None
    mean = total / ordered.size
    np.subtract(ordered, mean, out=ordered)
    np.multiply(ordered, ordered, out=ordered)
    deviation = math.sqrt(_sum(ordered) / ordered.size)
    if magnitude > OFFSET * deviation * ordered.size:
        return None
    return mean, deviation


def _exact(values: NDArray[np.float64], low: float, high: float) -> tuple[float, float]:
    mean = _between(low, _exact_mean(values.data), high)
    exponent = math.frexp(max(-low, high))[1]
    np.ldexp(values, -exponent, out=values)
    np.subtract(values, math.ldexp(mean, -exponent), out=values)
    np.multiply(values, values, out=values)
    deviation = math.sqrt(_sum(values) / values.size)
    return mean, math.ldexp(min(deviation, BELOW_ONE), exponent)


def _sum(values: NDArray[np.float64]) -> float:
    return float(np.add.reduce(values))  # pairwise, as values.sum(), which takes 1 µs more


def _exact_mean(values: Sequence[float]) -> float:
    try:
        return math.fsum(values) / len(values)
    except OverflowError:
        # Every double is a whole multiple of 2**-1074, and Python's integers have no largest.
        ratios = map(float.as_integer_ratio, values)
        total = sum(number << 1075 - divisor.bit_length() for number, divisor in ratios)
        return total / (len(values) << 1074)


def _between(low: float, mean: float, high: float) -> float:
    """Keep a mean that was rounded between the values: equal values are their own mean."""
    return min(max(mean, low), high)

"""The figures by exact arithmetic: slow, and plainly the rules."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from pyworker.stats.statistics import Statistics, summarise
from pyworker.stats.workspace import Workspace

RELATIVE = 1e-12
# Below the normal range doubles lie apart by this, whatever their size.
ABSOLUTE = 2 * math.ulp(0.0)


def figures(values: Sequence[float]) -> Statistics:
    """Compute the figures as the worker does."""
    return summarise(np.array(values, dtype=np.float64), Workspace())


def exact(values: Sequence[float]) -> Statistics:
    """Compute the figures of finite values.

    The mean is ``math.fsum(values) / n``, rounded as both operations round, and kept between the
    least and the largest value. Deviations are those from this mean, and are rounded once.
    """
    ordered = sorted(values)
    size = len(ordered)
    middle = size // 2
    low = ordered[middle] if size % 2 else ordered[middle - 1]
    mean = min(max(exact_mean(ordered), ordered[0]), ordered[-1])
    return Statistics(
        ordered[0],
        ordered[math.ceil(size / 4) - 1],
        float((Fraction(low) + Fraction(ordered[middle])) / 2),
        ordered[math.ceil(3 * size / 4) - 1],
        ordered[-1],
        mean,
        root(sum(((Fraction(v) - Fraction(mean)) ** 2 for v in ordered), Fraction()) / size),
    )


def exact_mean(values: Sequence[float]) -> float:
    """Divide the sum, as a double where there is one of its size."""
    total = sum(map(Fraction, values), Fraction())
    try:
        return float(total) / len(values)
    except OverflowError:
        return float(total / len(values))


def root(square: Fraction) -> float:
    """Take the square root of a fraction of any size: 200 bits by integers, then rounded."""
    shift = 2 * (200 + square.denominator.bit_length())
    whole = math.isqrt((square.numerator << shift) // square.denominator)
    return float(Fraction(whole, 1 << shift // 2))


def assert_same(got: Statistics, expected: Statistics) -> None:
    """Order statistics to the bit, mean and standard deviation to their tolerance."""
    assert got[:5] == expected[:5]
    for figure in ("mean", "standard_deviation"):
        value, wanted = getattr(got, figure), getattr(expected, figure)
        assert abs(value - wanted) <= max(RELATIVE * abs(wanted), ABSOLUTE), (figure, value, wanted)

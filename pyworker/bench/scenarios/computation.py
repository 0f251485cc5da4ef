"""The seven figures of values that are in memory already, beside numpy's own functions."""

import time
from collections.abc import Callable

import numpy as np

from pyworker.bench.report import Row, at_most
from pyworker.bench.site import Site
from pyworker.stats.statistics import summarise
from pyworker.stats.workspace import Workspace

SCENARIO = "computation"
# A run takes some milliseconds: more of them cost nothing.
RUNS_EACH = 5


def measure(site: Site) -> list[Row]:
    """Time both in turns, on values as they come from the database."""
    values = np.random.default_rng(1).normal(100.0, 15.0, site.counts.samples)
    received = values.astype(">f8")
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(site.counts.repeat * RUNS_EACH):
        ours.append(_milliseconds(lambda: summarise(received, Workspace())))
        theirs.append(_milliseconds(lambda: (np.sort(values), values.mean(), values.std())))
    what = f"the computation alone, {site.counts.samples:,} values"
    peer = f"numpy {np.__version__}: sort, mean, std"
    return [Row(SCENARIO, what, "ms", ours, peer, theirs, at_most(1.3))]


def _milliseconds(compute: Callable[[], object]) -> float:
    started = time.perf_counter()
    compute()
    return (time.perf_counter() - started) * 1000

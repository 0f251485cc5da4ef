"""The way of a batch: samples in, figures, rows out; two or three statements, whatever its size.

Loads numpy, so it is imported when the first job runs.
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pyworker.errors import PyworkerError
from pyworker.stats import results, samples, slices
from pyworker.stats.instrument import Memory, measure
from pyworker.stats.results import StatsResult
from pyworker.stats.samples import Samples, Window
from pyworker.stats.statistics import summarise

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

logger = logging.getLogger(__name__)

_FRAME = np.dtype(
    {
        "names": ["value"],
        "formats": [">f8"],
        "offsets": [slices.LENGTH_BYTES],
        "itemsize": slices.FRAME_BYTES,
    }
)


def run(
    connection: "Connection", test_run_ids: Sequence[int], window: Window, memory: Memory
) -> list[StatsResult | PyworkerError]:
    """Compute and store the figures of each test run.

    Returns:
        For each id, in order, the row that is stored, or why there is none.
    """
    windows = samples.read(connection, test_run_ids, window)
    answers = [compute(id_, windows[id_], memory) for id_ in test_run_ids]
    results.insert(connection, [row for row in answers if isinstance(row, StatsResult)])
    return answers


def compute(
    test_run_id: int, window: Samples | PyworkerError, memory: Memory
) -> StatsResult | PyworkerError:
    """Compute the figures of one window; an error goes through, or comes out."""
    if isinstance(window, PyworkerError):
        return window
    if window.nulls:
        logger.info("samples skipped test_run=%d nulls=%d", test_run_id, window.nulls)
    values = values_of(window)
    try:
        measured = measure(partial(summarise, values), memory)
    except PyworkerError as error:
        return error
    return StatsResult(test_run_id, *measured.value, measured.duration_s, measured.memory_bytes)


def values_of(window: Samples) -> NDArray[np.float64]:
    """View the values where they lie: float64 of network byte order, shape (n,)."""
    if not window.framed:
        return np.frombuffer(window.doubles, ">f8")
    frames = np.frombuffer(window.doubles, _FRAME)
    values: NDArray[np.float64] = frames["value"]
    return values

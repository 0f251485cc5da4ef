"""Duration and memory, with tracemalloc as the oracle: numpy reports its buffers to it."""

import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from pyworker.stats.instrument import ResidentPeak, measure
from pyworker.stats.statistics import CROSSOVER, summarise
from pyworker.stats.workspace import Workspace

# What is not counted, whatever the size: the result and single floats; numpy's own iterators.
FIXED_BYTES = 800
NUMPY_FIXED_BYTES = 4_000
BLOCK_BYTES = 100_000_000

RNG = np.random.default_rng(11)
ARRAYS = {
    "a page": RNG.normal(50, 10, 20),
    "a page just below the crossover": RNG.normal(50, 10, CROSSOVER - 1),
    "a page just above it": RNG.normal(50, 10, CROSSOVER),
    "many": RNG.normal(50, 10, 200_000),
    "many in the other byte order": RNG.normal(50, 10, 200_000).astype(">f8"),
    "many, cancelling": RNG.normal(0, 10, 200_000),
    "many, of large size": RNG.normal(1e306, 1e305, 2_000),
}


@pytest.fixture
def traced() -> Iterator[None]:
    # CPython keeps freed floats for reuse, unseen by tracemalloc; these leave it none to keep.
    held = [float(number) for number in range(1_000)]
    tracemalloc.start()
    yield
    tracemalloc.stop()
    del held


@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize("name", ARRAYS)
def test_memory_is_what_tracemalloc_sees(name: str) -> None:
    values = ARRAYS[name]
    if values.size >= CROSSOVER:
        # What numpy makes once, at the first use of a function, is no part of a computation.
        measure(partial(summarise, values), "allocated")
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()

    measured = measure(partial(summarise, values), "allocated")

    _, peak = tracemalloc.get_traced_memory()
    fixed_bytes = FIXED_BYTES if values.size < CROSSOVER else NUMPY_FIXED_BYTES
    assert 0 <= peak - before - measured.memory_bytes <= fixed_bytes
    assert measured.memory_bytes >= values.nbytes


def test_jobs_side_by_side_report_their_own_figures() -> None:
    sizes = [20, 64, 1_000, 50_000, 200_000]
    alone = [measure(partial(summarise, values(size)), "allocated") for size in sizes]
    barrier = threading.Barrier(len(sizes))
    beside: dict[int, set[int]] = {size: set() for size in sizes}

    def repeat(size: int) -> None:
        barrier.wait()
        for _ in range(20):
            measured = measure(partial(summarise, values(size)), "allocated")
            beside[size].add(measured.memory_bytes)

    run_together([partial(repeat, size) for size in sizes])

    assert beside == {size: {one.memory_bytes} for size, one in zip(sizes, alone, strict=True)}


def test_duration_is_of_the_computation_alone() -> None:
    started = time.monotonic()
    inside: list[float] = []

    def compute(_: Workspace) -> None:
        begun = time.monotonic()
        np.sort(RNG.normal(0, 1, 100_000))
        inside.append(time.monotonic() - begun)

    measured = measure(compute, "allocated")

    assert inside[0] <= measured.duration_s <= time.monotonic() - started


def test_resident_memory_is_that_of_the_process() -> None:
    before = measure(lambda _: None, "resident").memory_bytes
    measured = measure(lambda _: np.ones(BLOCK_BYTES // 8), "resident")

    assert measured.memory_bytes - before > BLOCK_BYTES * 0.9
    assert before > 5_000_000


def test_resident_memory_is_the_peak_of_what_was_there_meanwhile() -> None:
    with ResidentPeak() as peak:
        enough = peak.bytes + BLOCK_BYTES * 0.9
        block = np.ones(BLOCK_BYTES // 8)
        deadline = time.monotonic() + 30
        while peak.bytes < enough and time.monotonic() < deadline:
            time.sleep(0.001)
        del block

    assert peak.bytes > enough
    assert measure(lambda _: None, "resident").memory_bytes < peak.bytes - BLOCK_BYTES // 2


def test_a_failing_computation_leaves_no_watcher() -> None:
    def fail(_: Workspace) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        measure(fail, "resident")

    assert "resident-peak" not in {thread.name for thread in threading.enumerate()}


def values(size: int) -> NDArray[np.float64]:
    return np.arange(1.0, size + 1)


def run_together(targets: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=target) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

"""How long a computation took, and how much memory: of that computation, and of nothing else."""

import threading
import time
from collections.abc import Callable
from typing import Generic, Literal, NamedTuple, TypeVar

from pyworker.stats.workspace import Workspace

Memory = Literal["allocated", "resident"]
T = TypeVar("T")

SAMPLE_EVERY_S = 0.01


class Measured(NamedTuple, Generic[T]):
    """A computation's value and what it cost."""

    value: T
    duration_s: float
    memory_bytes: int


def measure(compute: Callable[[Workspace], T], memory: Memory) -> Measured[T]:
    """Run ``compute`` and measure it.

    Args:
        compute: takes its buffers from the workspace it is given.
        memory: 'allocated' counts the bytes of those buffers; 'resident' is the process's peak
            resident set meanwhile, in which jobs of other threads have their part.
    """
    workspace = Workspace()
    if memory == "allocated":
        started = time.monotonic()
        value = compute(workspace)
        return Measured(value, time.monotonic() - started, workspace.allocated_bytes)
    with ResidentPeak() as peak:
        started = time.monotonic()
        value = compute(workspace)
        duration_s = time.monotonic() - started
    return Measured(value, duration_s, peak.bytes)


class ResidentPeak:
    """The process's highest resident set while the ``with`` block runs, sampled every 10 ms.

    The first and the last moment are samples too, so a block of less than 10 ms has a figure.
    """

    def __init__(self) -> None:
        import psutil

        self.bytes = 0
        self._process = psutil.Process()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="resident-peak", daemon=True)

    def __enter__(self) -> "ResidentPeak":
        self._sample()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._sample()

    def _watch(self) -> None:
        while not self._done.wait(SAMPLE_EVERY_S):
            self._sample()

    def _sample(self) -> None:
        self.bytes = max(self.bytes, self._process.memory_info().rss)

"""What a process has done of each job class: counts, seconds, a histogram. Memory only.

Only jobs that succeeded have a duration. The buckets are those of Sidekiq's metrics, so that its
Web UI can show them.
"""

import threading
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from pyworker.outcome import DONE, Done, Outcome, Snooze
from pyworker.transport import Tallied

# Upper bounds; what takes as long as the last, or longer, is in one more bucket.
BOUNDS_MS = (
    20, 30, 45, 65, 100, 150, 225, 335, 500, 750, 1100, 1700, 2500,
    3800, 5750, 8500, 13000, 20000, 30000, 45000, 65000, 100000, 150000, 225000, 335000,
)  # fmt: skip
BUCKETS = len(BOUNDS_MS) + 1


class Laps:
    """When the jobs of one class began, one after the other, in one processor; not shared.

    Each ends where the next begins: the main loop reads the clock once a job.

    Attributes:
        starts: monotonic seconds.
        failed: which of them failed, by index.
    """

    __slots__ = ("failed", "starts")

    def __init__(self) -> None:
        self.starts: list[float] = []
        self.failed: list[int] = []

    def batch(self, outcomes: Sequence[Outcome], start: float, end: float) -> None:
        """Note jobs that were run by one call: each took its share of the time."""
        share = (end - start) / len(outcomes)
        for number, outcome in enumerate(outcomes):
            self.starts.append(start + number * share)
            if outcome is not DONE:
                self.judge(outcome)

    def judge(self, outcome: Outcome) -> None:
        """Note what became of the job begun last, unless it is simply done."""
        if not isinstance(outcome, Done | Snooze):
            self.failed.append(len(self.starts) - 1)

    def durations(self, end: float) -> list[float]:
        """Return the seconds of those that succeeded; the last of all ended at ``end``."""
        ends = [*self.starts[1:], end]
        seconds = [after - start for start, after in zip(self.starts, ends, strict=True)]
        for index in reversed(self.failed):
            del seconds[index]
        return seconds


@dataclass(slots=True)
class Totals:
    """One class since the process began; ``count`` has the failed jobs too, the rest has not."""

    count: int = 0
    failed: int = 0
    seconds: float = 0.0
    histogram: list[int] = field(default_factory=lambda: [0] * BUCKETS)

    def add(self, laps: Laps, end: float) -> None:
        jobs, failed = len(laps.starts), len(laps.failed)
        self.count += jobs
        self.failed += failed
        elapsed = end - laps.starts[0]
        if not failed and elapsed * 1000 < BOUNDS_MS[0]:
            # Nearly always so: many short jobs, all of the first bucket, cost as much as one.
            self.seconds += elapsed
            self.histogram[0] += jobs
            return
        for seconds in laps.durations(end):
            self.seconds += seconds
            self.histogram[bisect_right(BOUNDS_MS, seconds * 1000)] += 1

    def numbers(self) -> list[int]:
        """Return all of it as whole numbers, durations in milliseconds."""
        return [self.count, self.failed, int(self.seconds * 1000), *self.histogram]


class Tally:
    """Totals by class: many threads add to them, one tells them to the cluster."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._totals: dict[str, Totals] = {}
        self._told: dict[str, list[int]] = {}

    def add(self, class_name: str, laps: Laps, end: float) -> None:
        """Add jobs of one class; the last of them ended at ``end`` (monotonic seconds)."""
        with self._lock:
            totals = self._totals.get(class_name)
            if totals is None:
                totals = self._totals[class_name] = Totals()
            totals.add(laps, end)

    def snapshot(self) -> dict[str, Totals]:
        """Return a copy of the totals by class, for whoever shows them."""
        with self._lock:
            return {
                name: Totals(each.count, each.failed, each.seconds, list(each.histogram))
                for name, each in self._totals.items()
            }

    def peek(self) -> list[Tallied]:
        """Return what is not yet told, of the classes that have any."""
        with self._lock:
            numbers = {name: totals.numbers() for name, totals in self._totals.items()}
        return [
            _tallied(name, [new - old for new, old in zip(now, told, strict=True)])
            for name, now in numbers.items()
            if now != (told := self._told.get(name, _NONE))
        ]

    def written(self, tallied: Sequence[Tallied]) -> None:
        """Note what was told: what came meanwhile is still to be told."""
        for each in tallied:
            told = self._told.get(each.class_name, _NONE)
            more = [each.processed, each.failed, each.ms, *each.histogram]
            self._told[each.class_name] = [a + b for a, b in zip(told, more, strict=True)]


_NONE = [0] * (3 + BUCKETS)


def _tallied(class_name: str, numbers: list[int]) -> Tallied:
    processed, failed, ms, *histogram = numbers
    return Tallied(class_name, processed, failed, ms, tuple(histogram))

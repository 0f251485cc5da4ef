"""How much to fetch at once: a few milliseconds' worth, by what each job class has taken so far."""

BUDGET_S = 0.003
MOST = 100
# A batch handler takes its jobs in one call, and none waits for another: they may take longer.
BATCH_BUDGET_S = 0.05
# The weight of the newest measurement in the running mean.
_NEWEST = 0.2
# One measurement may raise a mean by so much at most: a thread that waited for its turn on the
# processor looks like a slow job.
_MOST_FACTOR = 4
_MOST_MORE_S = 0.0001


class Pace:
    """Mean durations by job class, of one processor; not shared, so not locked.

    Attributes:
        jobs: how many of the present class have begun; the processor counts them up.
    """

    def __init__(self) -> None:
        self._mean_s: dict[str, float] = {}
        self._class_name = ""
        self._since = 0.0
        self.jobs = 0

    def turn(self, class_name: str, now: float) -> None:
        """Jobs of another class run from ``now`` (monotonic seconds) on; "" for none."""
        if self.jobs:
            self._record(self._class_name, (now - self._since) / self.jobs)
        self._class_name, self._since, self.jobs = class_name, now, 0

    def expected_s(self, class_name: str) -> float:
        """Return a class's mean; one never measured is taken to fill the whole budget."""
        return self._mean_s.get(class_name, BUDGET_S)

    def _record(self, class_name: str, seconds: float) -> None:
        mean = self._mean_s.get(class_name)
        if mean is None:
            self._mean_s[class_name] = seconds
            return
        seconds = min(seconds, mean * _MOST_FACTOR + _MOST_MORE_S)
        self._mean_s[class_name] = mean + (seconds - mean) * _NEWEST


def limit(mean_s: float) -> int:
    """Return how many jobs of ``mean_s`` each to fetch."""
    return max(1, min(MOST, int(BUDGET_S / mean_s))) if mean_s > 0 else MOST


def batch_limit(mean_s: float, taken: int, most: int) -> int:
    """Return how many jobs of a batch class to fetch after a batch of ``taken``.

    A call costs much by itself and little by the job: a batch grows twofold while it stays within
    its budget, up to ``most``.
    """
    affordable = int(BATCH_BUDGET_S / mean_s) if mean_s > 0 else most
    return max(1, min(most, affordable, 2 * taken))

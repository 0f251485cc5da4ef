"""When to look for due jobs: at random, so that the pollers of a cluster spread out by themselves.

Source: sidekiq 6.4.1 and 8.1.7, lib/sidekiq/scheduled.rb: with P processes each polls every P x 5 s
on average, so that the cluster as a whole looks about every 5 s. ``poll_interval_average``, where
it is set, is each process's own average, however many there are.
"""

import random
import time
from collections.abc import Callable

from pyworker.transport import Transport

AVERAGE_S = 5.0


class Poller:
    """Promotes due jobs; the first look comes soon after the start.

    Args:
        transport: it moves them.
        average_s: seconds between two looks of the whole cluster.
        interval_s: seconds between two looks of this process, if that was chosen.
        clock: epoch seconds.
    """

    def __init__(
        self,
        transport: Transport,
        average_s: float = AVERAGE_S,
        interval_s: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._transport = transport
        self._average_s = average_s
        self._interval_s = interval_s
        self._clock = clock
        self._processes = 1

    def poll(self) -> int:
        """Move what is due; returns how many."""
        moved = self._transport.promote(self._clock())
        self._processes = max(1, self._transport.processes())
        return moved

    def pause_s(self) -> float:
        interval = self._interval_s or self._average_s * self._processes
        if self._processes < 10:
            return interval * random.random() + interval / 2
        return interval * random.random() * 2

"""In which order the queues are asked.

Source: sidekiq 6.4.1 to 8.1.7, lib/sidekiq/fetch.rb and capsule.rb: no weights is strict, otherwise
names repeated by weight are shuffled at every fetch.
"""

import random
from collections.abc import Sequence


class QueueOrder:
    """The queues of one process, with weights; all weights 0 means a fixed order."""

    def __init__(self, weights: Sequence[tuple[str, int]], chance: random.Random | None = None):
        self.names = tuple(dict.fromkeys(name for name, _ in weights))
        self._strict = all(weight == 0 for _, weight in weights)
        self._tickets = [name for name, weight in weights for _ in range(max(weight, 1))]
        self._chance = chance or random.Random()

    def next(self) -> tuple[str, ...]:
        """Return all names, the first to be asked first."""
        if self._strict or len(self.names) == 1:
            return self.names
        tickets = self._tickets.copy()
        self._chance.shuffle(tickets)
        return tuple(dict.fromkeys(tickets))

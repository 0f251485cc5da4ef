"""Delays between attempts that keep failing: they double, are capped, and are spread by chance."""

import random


class Backoff:
    """Yields growing delays in seconds; ``reset`` after a success."""

    def __init__(self, first_s: float = 0.1, most_s: float = 10.0) -> None:
        self._first_s = first_s
        self._most_s = most_s
        self._failures = 0

    @property
    def failing(self) -> bool:
        return self._failures > 0

    def next_s(self) -> float:
        delay = min(self._most_s, self._first_s * 2.0 ** min(self._failures, 30))
        self._failures += 1
        # Half of it by chance: many processes that lost one server must not return as one.
        return delay * (0.5 + random.random() / 2)

    def reset(self) -> None:
        self._failures = 0

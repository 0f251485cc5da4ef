"""A duty's turn in a loop that goes round more often than the duty is done."""

import time


class Every:
    """Is due at once, and then ``period_s`` after it was last due."""

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._next_at = 0.0

    def due(self) -> bool:
        """Tell whether it is time; if so, the next time is counted from now."""
        now = time.monotonic()
        if now < self._next_at:
            return False
        self._next_at = now + self._period_s
        return True

    def put_off(self, seconds: float) -> None:
        """Let the next time come ``seconds`` from now."""
        self._next_at = time.monotonic() + seconds

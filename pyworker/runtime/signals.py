"""Signals as a queue that the main thread reads: nothing but a byte is written in a handler."""

import os
import select
import signal
from collections.abc import Collection
from types import FrameType


class Signals:
    """Collects signals; ``wait`` hands them out in order."""

    def __init__(
        self, wanted: Collection[signal.Signals], ignored: Collection[signal.Signals]
    ) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        self._wanted = tuple(wanted)
        for number in wanted:
            signal.signal(number, self._note)
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)
        # A parent blocks them around its fork, so that none meets the wrong handler.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [*wanted, *ignored])

    def put(self, number: signal.Signals) -> None:
        """Act as if the signal had arrived; from any thread."""
        os.write(self._write, bytes([number]))

    def wait(self, timeout_s: float | None = None) -> list[signal.Signals]:
        """Return the signals that have arrived, waiting up to ``timeout_s`` for the first."""
        ready, _, _ = select.select([self._read], [], [], timeout_s)
        return [signal.Signals(number) for number in os.read(self._read, 64)] if ready else []

    def hold(self) -> None:
        """Hand out no more: what has arrived, or still does, waits for this process's next code."""
        signal.pthread_sigmask(signal.SIG_BLOCK, self._wanted)
        for number in self.wait(0):
            # Blocked here, it stays pending, across an ``execve`` too; not so where it went to the
            # process, and to a thread that some library has started.
            signal.raise_signal(number)

    def resume(self) -> None:
        """Undo ``hold``."""
        signal.pthread_sigmask(signal.SIG_UNBLOCK, self._wanted)

    def close(self) -> None:
        os.close(self._read)
        os.close(self._write)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.put(signal.Signals(number))

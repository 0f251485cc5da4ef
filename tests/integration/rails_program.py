"""A long-running program of the Rails app: its server, its console, a Ruby Sidekiq."""

import re
import subprocess
import threading
from collections import deque

STOP_TIMEOUT_S = 15.0
KEPT_LINES = 500


class RailsError(Exception):
    """A command of the Rails app failed; the message is what it printed."""


class Program:
    """A running program whose output is read as it comes, so that it never blocks on a pipe."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._unread: deque[str] = deque()
        self._ended = False
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, pattern: str, timeout_s: float = 60.0) -> re.Match[str]:
        """The first match in a line that no earlier call has passed."""
        with self._changed:
            while True:
                while self._unread:
                    if match := re.search(pattern, self._unread.popleft()):
                        return match
                if self._ended or not self._changed.wait(timeout_s):
                    raise RailsError(f"no {pattern!r} in the output:\n{''.join(self._lines)}")

    def write(self, line: str) -> None:
        """Send a line to a program that was started with a pipe to read from."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def stop(self) -> None:
        """TERM, and KILL where that is not enough."""
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reader.join()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._changed:
                self._lines.append(line)
                self._unread.append(line)
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

"""The operator's commands, run as one runs them: in this process, or in a terminal."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from click.testing import CliRunner, Result

from pyworker.cli import main

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0


class Operator:
    """Runs commands without a terminal, as a script does."""

    def __init__(self, redis_url: str, **env: str) -> None:
        self._env = {"REDIS_URL": redis_url, "WORKER_QUEUE": "default"} | env

    def run(self, *args: str, stdin: str = "") -> Result:
        return CliRunner().invoke(main, args, env=self._env, input=stdin)

    def says(self, *args: str) -> str:
        """Return what a command that is done prints."""
        result = self.run(*args)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *args: str) -> Any:
        return json.loads(self.says(*args, "--json"))


class Terminal:
    """A command in a terminal of 80 columns."""

    def __init__(self, redis_url: str, *args: str, **env: str) -> None:
        self._main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
        self._process = subprocess.Popen(
            # The terminal must be its own one, or Ctrl-C would reach nobody.
            ["setsid", "--ctty", sys.executable, "-m", "pyworker", *args],
            env={"PATH": os.environ["PATH"], "TERM": "xterm", "REDIS_URL": redis_url} | env,
            cwd=ROOT,
            stdin=side,
            stdout=side,
            stderr=side,
        )
        os.close(side)
        self.seen = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(PATIENCE_S)
        os.close(self._main)

    def until(self, pattern: str) -> str:
        """Wait until this is shown, and return all that was shown since the last wait."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := re.search(pattern, self.seen)):
            left = deadline - time.monotonic()
            if left < 0 or not self._read(left):
                raise AssertionError(f"no {pattern!r} in:\n{self.seen}")
        shown, self.seen = self.seen[: found.end()], self.seen[found.end() :]
        return shown

    def type(self, text: str) -> None:
        """Press keys; ETX is Ctrl-C."""
        os.write(self._main, text.encode())

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def ended(self) -> int:
        """Wait for the end and return the exit status."""
        while self._read(PATIENCE_S):
            pass
        return self._process.wait(PATIENCE_S)

    def _read(self, timeout_s: float) -> bool:
        if not select.select([self._main], [], [], timeout_s)[0]:
            return False
        try:
            received = os.read(self._main, 65536)
        except OSError:
            # How Linux says that nobody has the terminal open any more.
            return False
        self.seen += received.decode("utf-8", "replace")
        return bool(received)

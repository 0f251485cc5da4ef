"""A running ``pyworker`` service, and the queues that it serves, for tests to act on."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0


class Worker:
    """A service with the jobs of ``tests.integration.jobs``; ends with its ``with`` block."""

    def __init__(
        self,
        redis_url: str,
        *flags: str,
        stdout: IO[str] | int = subprocess.PIPE,
        folder: Path = ROOT,
        **env: str,
    ) -> None:
        inherited = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "REDIS_URL": redis_url}
        self._lines: list[str] = []
        self._read = threading.Condition()
        self._seen = 0
        self._ended = False
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pyworker", "-r", "tests.integration.jobs", *flags],
            env=inherited | {"PYWORKER_PROCESSES": "1", "PYWORKER_POLL_INTERVAL": "0.2"} | env,
            cwd=folder,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._collect, args=(self.process.stdout,))
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        children = self.children()
        if self.process.poll() is None:
            self.process.kill()
        for pid in children:
            _kill(pid)
        self.process.wait(PATIENCE_S)
        self._reader.join()

    @property
    def said(self) -> str:
        return "".join(self._lines)

    def until(self, pattern: str) -> re.Match[str]:
        """Wait for a log line that was not yet waited past."""
        deadline = time.monotonic() + PATIENCE_S
        with self._read:
            while True:
                while self._seen < len(self._lines):
                    self._seen += 1
                    found = re.search(pattern, self._lines[self._seen - 1])
                    if found:
                        return found
                left = deadline - time.monotonic()
                if self._ended or not self._read.wait(max(0.0, left)):
                    raise AssertionError(f"no line matches {pattern!r} in:\n{self.said}")

    def ready(self) -> Self:
        self.until("ready: waiting for jobs")
        return self

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(signum)
        return self.process.wait(PATIENCE_S)

    def _collect(self, stream: IO[str] | None) -> None:
        with stream or nullcontext(()) as lines:
            for line in lines:
                with self._read:
                    self._lines.append(line)
                    self._read.notify_all()
        with self._read:
            self._ended = True
            self._read.notify_all()


class Queues:
    """The Redis side of a test: pushes as Rails does, and reads what became of it."""

    def __init__(self, url: str) -> None:
        # Without a time limit of its own, and without repeating what may have been done.
        self.redis: redis.Redis = redis.Redis.from_url(
            url, decode_responses=True, socket_timeout=None, retry=Retry(NoBackoff(), 0)
        )

    def push(self, class_name: str, *args: object, **fields: object) -> str:
        """Enqueue a job; returns its body."""
        return self.push_all(class_name, [list(args)], **fields)[0]

    def push_all(self, class_name: str, many: list[list[object]], **fields: object) -> list[str]:
        """Enqueue a job for each list of arguments, in order."""
        queue = str(fields.get("queue", "default"))
        bodies = [json.dumps(_payload(class_name, args, fields)) for args in many]
        self.redis.sadd("queues", queue)
        self.redis.lpush(f"queue:{queue}", *bodies)
        return bodies

    def waited(self, name: str) -> str:
        """Take the next entry of a list that jobs write to, waiting for it."""
        taken: Any = self.redis.blpop([name], PATIENCE_S)
        assert taken is not None, f"nothing came into {name}"
        return str(taken[1])

    def queued(self, queue: str = "default") -> list[str]:
        """List a queue's bodies, the next to be fetched first."""
        bodies: Any = self.redis.lrange(f"queue:{queue}", 0, -1)
        return list(reversed(bodies))

    def sorted_set(self, name: str) -> list[tuple[dict[str, Any], float]]:
        """List the payloads of ``retry``, ``schedule`` or ``dead`` with their scores."""
        entries: Any = self.redis.zrange(name, 0, -1, withscores=True)
        return [(json.loads(body), score) for body, score in entries]

    def number(self, name: str) -> int:
        """Read a counter."""
        return int(str(self.redis.get(name) or 0))

    def leased(self) -> int:
        """Count the jobs in all leases."""
        return sum(self._length(key) for key in self.redis.scan_iter("pyworker:lease:*"))

    def _length(self, key: str) -> int:
        length: Any = self.redis.llen(key)
        return int(length)


def _payload(class_name: str, args: list[object], fields: dict[str, object]) -> dict[str, object]:
    now = time.time()
    payload = {
        "retry": True,
        "queue": "default",
        "class": class_name,
        "args": args,
        "jid": secrets.token_hex(12),
        "created_at": now,
        "enqueued_at": now,
    }
    return payload | fields


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return

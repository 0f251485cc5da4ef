"""What the suite needs of a backend besides the port itself, and the words of its tests."""

import json
import secrets
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

import pytest

from pyworker.transport import Beat, Delivery, Inbox, Settled, Transport

# What should come at once may take this long on a busy machine; only a failing test waits for it.
PATIENCE_S = 20.0

Settle = Callable[["Process", list[Settled]], None]
Queues = tuple[tuple[str, int], ...]
Where = Literal["retry", "schedule", "dead"]
Limit = Literal["stale_after_s", "grace_s", "recovery_window_s", "dead_max_jobs", "dead_timeout_s"]

DEFAULT: Queues = (("default", 0),)
IDLE = Beat(busy=0, quiet=False, rss_kib=0, rtt_us=0, processed=0, failed=0)


class Stored(NamedTuple):
    """A body in the retry, schedule or dead set; ``at`` is epoch seconds."""

    body: bytes
    at: float


@dataclass
class Process:
    """One process of the cluster: a transport under an identity, and a living pid behind it."""

    identity: str
    transport: Transport
    life: subprocess.Popen[bytes]
    inboxes: list[Inbox] = field(default_factory=list)

    def inbox(self, slot: int = 0) -> Inbox:
        inbox = self.transport.inbox(slot)
        self.inboxes.append(inbox)
        return inbox

    def leased(self) -> list[bytes]:
        """List the bodies that this process holds."""
        return [delivery.body for delivery in self.transport.leased(self.identity)]

    def close(self) -> None:
        self.transport.wake()
        for inbox in self.inboxes:
            inbox.close()
        self.transport.close()
        self.life.kill()
        self.life.communicate()


class Backend(Protocol):
    """The other side of a transport, for a test to act on and to look at."""

    def start(self, queues: Queues = DEFAULT, slots: int = 2) -> Process:
        """Start a process that has joined."""

    def push(self, queue: str, *bodies: bytes) -> None:
        """Enqueue bodies as a client does, the first one first."""

    def queued(self, queue: str = "default") -> list[bytes]:
        """List a queue's bodies, the next to be fetched first."""

    def leased(self) -> list[bytes]:
        """List all that is leased by anybody, in no order."""

    def put(self, where: Where, body: bytes, at: float) -> None:
        """Store a body in a set."""

    def stored(self, where: Where) -> list[Stored]:
        """List a set, the earliest first."""

    def pause(self, queue: str) -> None:
        """Pause a queue for the whole cluster."""

    def resume(self, queue: str) -> None:
        """Undo ``pause``."""

    def until_blocked(self, waits: int) -> None:
        """Return when the server holds this many blocked waits; each listens on one queue."""

    def kill(self, process: Process) -> None:
        """End the pid of a process, and whoever would bury it; its transport lives on.

        So a test can make the moves of a zombie: of one that was believed dead and was not.
        """

    def silence(self, process: Process) -> None:
        """Make it look as if a process had not beaten for hours."""

    def limit(self, monkeypatch: pytest.MonkeyPatch, name: Limit, value: float) -> None:
        """Scale one of the backend's constants."""


def job(number: int = 0, **fields: object) -> bytes:
    """Return a body as a client of Sidekiq 7 writes it."""
    payload = {
        "retry": True,
        "queue": "default",
        "class": "Job",
        "args": [number],
        "jid": secrets.token_hex(12),
        "created_at": 1795320459.9128153,
        "enqueued_at": 1795320459.9129999,
    }
    return json.dumps(payload | fields).encode()


def jobs(count: int, **fields: object) -> list[bytes]:
    return [job(number, **fields) for number in range(count)]


def jid(body: bytes) -> str:
    return str(json.loads(body)["jid"])


def bodies(deliveries: Sequence[Delivery]) -> list[bytes]:
    return [delivery.body for delivery in deliveries]


def fetched(backend: Backend, process: Process, *pushed: bytes, slot: int = 0) -> list[Delivery]:
    """Push bodies and lease them all."""
    backend.push("default", *pushed)
    deliveries = process.inbox(slot).swap([], len(pushed))
    assert bodies(deliveries) == list(pushed)
    return deliveries


def settle_by_inbox(process: Process, settled: list[Settled]) -> None:
    """Settle as a processor does."""
    assert process.inbox().swap(settled, 0) == []


def settle_by_transport(process: Process, settled: list[Settled]) -> None:
    """Settle as the steward and the supervisor do."""
    process.transport.settle(settled)


def die_with(backend: Backend, limit: int = 100) -> list[Delivery]:
    """Start a process that fetches and dies; another recovers what it held."""
    dead = backend.start()
    deliveries = dead.inbox().swap([], limit)
    backend.kill(dead)
    backend.start().transport.recover()
    return deliveries


def eventually(condition: Callable[[], bool]) -> None:
    """Return when the condition holds; for what no signal tells."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < give_up_at, "it never came true"
        time.sleep(0.001)

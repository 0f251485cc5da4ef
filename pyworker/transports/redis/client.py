"""Enqueueing in Redis, as Sidekiq's client does: one round trip a push.

The commands and the reading of their replies are ``async_client``'s, too.
"""

import os
import select
from collections.abc import Sequence
from typing import Any

import hiredis

from pyworker.errors import TransportDown
from pyworker.payload import Push
from pyworker.pusher import PushUnconfirmed
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import NOT_NOW, Connection, ReplyError
from pyworker.transports.redis.endpoint import Endpoint

_MULTI = b"*1\r\n$5\r\nMULTI\r\n"
_EXEC = b"*1\r\n$4\r\nEXEC\r\n"
# The replies to MULTI, SADD, LPUSH and EXEC.
TRANSACTION_REPLIES = 4


def commands(push: Push) -> tuple[bytes, int]:
    """Return a push as bytes for the server, and how many replies it will send."""
    if push.at is not None:
        score = repr(push.at)
        members = [part for body in push.bodies for part in (score, body)]
        return pack("ZADD", keys.SCHEDULE, *members), 1
    # All or nothing: with a refusal of either command, EXEC refuses both.
    added = pack("SADD", keys.QUEUES, push.queue)
    pushed = pack("LPUSH", keys.queue(push.queue), *push.bodies)
    return b"".join((_MULTI, added, pushed, _EXEC)), TRANSACTION_REPLIES


def confirm(push: Push, replies: Sequence[Any]) -> None:
    """Read the replies to a push.

    Raises:
        TransportDown: nothing was enqueued; the server may take it later.
        ReplyError: the server will not take it.
    """
    last = replies[-1]
    results = last if type(last) is list else ()
    check((*replies, *results), f"jobs for queue {push.queue!r} are not enqueued")


def check(replies: Sequence[Any], subject: object) -> None:
    """Raise the first error among the replies; its message names the subject."""
    for reply in replies:
        if isinstance(reply, hiredis.HiredisError):
            kind = TransportDown if str(reply).startswith(NOT_NOW) else ReplyError
            raise kind(f"{subject}: Redis answers: {reply}")


class Line(Connection):
    """A connection for pushes."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self._poll = select.poll()
        self._poll.register(self.fileno(), select.POLLIN)

    def is_stale(self) -> bool:
        """Tell, of a line that awaits no reply, whether the server has hung up meanwhile."""
        return bool(self._poll.poll(0))

    def exchange(self, packet: bytes, replies: int) -> list[Any]:
        """Send commands and return the replies to them, errors too."""
        try:
            self._socket.sendall(packet)
        except OSError as error:
            raise self._down(error) from error
        return [self._read_reply() for _ in range(replies)]


class RedisClient:
    """Pushes from any thread and, after a fork, from any process.

    It keeps the lines that nobody uses; there are as many as threads have pushed at once.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        # A list's pop and append are atomic: threads need no lock.
        self._idle: list[Line] = []
        self._pid = os.getpid()

    def send(self, push: Push) -> None:
        packet, expected = commands(push)
        line = self._borrow()
        try:
            replies = line.exchange(packet, expected)
        except TransportDown as error:
            line.close()
            raise PushUnconfirmed(push, error) from error
        except BaseException:
            # Interrupted: the reply is still under way, and must not answer the next push.
            line.close()
            raise
        self._idle.append(line)
        confirm(push, replies)

    def close(self) -> None:
        """Close the idle lines; the next push opens one again."""
        while (line := self._take()) is not None:
            line.close()

    def _borrow(self) -> Line:
        if self._pid != os.getpid():
            # The parent's lines: closing our copies of them does not hang up.
            self.close()
            self._pid = os.getpid()
        while (line := self._take()) is not None:
            if not line.is_stale():
                return line
            line.close()
        return Line(self._endpoint)

    def _take(self) -> Line | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None


def pack(*command: str | bytes) -> bytes:
    """Encode one command."""
    # hiredis's annotation says "a tuple of one"; it takes any.
    packed: bytes = hiredis.pack_command(command)  # type: ignore[arg-type]
    return packed

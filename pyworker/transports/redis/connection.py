"""One socket to Redis: commands out, replies in, errors translated.

redis-py is not used on the way of a job: importing it costs a process 17 MB and 50 ms, and a
command through it twice the time. Its parser, hiredis, is used here directly.
"""

import logging
import os
import re
import socket
from collections.abc import Iterable, Sequence
from typing import Any

import hiredis

from pyworker.errors import PyworkerError, TransportDown
from pyworker.transports.redis.dial import dial
from pyworker.transports.redis.endpoint import Endpoint

logger = logging.getLogger(__name__)

COMMAND_TIMEOUT_S = 5.0
RECEIVE_BYTES = 1 << 16

# Replies by which a server says "not now": it loads its data, became a replica, runs a script that
# does not end, refuses writes or clients. The same command may succeed later, or elsewhere.
NOT_NOW = (
    "LOADING", "READONLY", "MASTERDOWN", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MISCONF",
    "NOREPLICAS", "OOM", "UNKILLABLE", "UNBLOCKED", "ERR max number of clients", "NOAUTH",
    "WRONGPASS",
    # Somebody flushed the scripts: connecting again loads them.
    "NOSCRIPT",
)  # fmt: skip


class ReplyError(PyworkerError):
    """Redis refused a command as such; trying again would not help."""


Command = tuple[str | bytes | float, ...]
# A client's number, and the run of the server that gave it.
Origin = tuple[int, bytes]


class Connection:
    """A socket with a reply parser; used by one thread at a time."""

    def __init__(self, endpoint: Endpoint, timeout_s: float = COMMAND_TIMEOUT_S) -> None:
        self._endpoint = endpoint
        self._timeout_s = timeout_s
        self._reader = hiredis.Reader()
        self._socket = self._connect()
        self._handshake()

    def fileno(self) -> int:
        return self._socket.fileno()

    def call(self, *command: str | bytes | float) -> Any:
        """Send one command and return its reply."""
        self.send(command)
        return self.read()

    def pipeline(self, commands: Sequence[Command]) -> list[Any]:
        """Send several commands in one packet and return their replies.

        Raises:
            ReplyError: the first error among the replies, after all of them were read.
        """
        self.send(*commands)
        replies = [self._read_reply() for _ in commands]
        for reply in replies:
            _raise_if_error(reply)
        return replies

    def send(self, *commands: Command) -> None:
        try:
            self._socket.sendall(b"".join(map(_pack, commands)))
        except OSError as error:
            raise self._down(error) from error

    def read(self, timeout_s: float | None = None) -> Any:
        """Return the next reply, waiting at most ``timeout_s`` for it."""
        if timeout_s is not None:
            self._socket.settimeout(timeout_s)
        try:
            reply = self._read_reply()
        finally:
            if timeout_s is not None:
                self._socket.settimeout(self._timeout_s)
        _raise_if_error(reply)
        return reply

    @property
    def origin(self) -> Origin:
        """What names this connection to ``hush`` of a later one."""
        return self.client_id, self._run

    def hush(self, origins: Iterable[Origin]) -> None:
        """Cut earlier connections, so that no command still on its way from them is obeyed.

        A server whose rules forbid this may obey one late; it is asked in vain.
        """
        for client_id, run in origins:
            # A server that was started again counts its clients anew: the number is another's.
            if not run or run != self._run:
                continue
            try:
                self.call("CLIENT", "KILL", "ID", client_id)
            except ReplyError as error:
                logger.debug("%s", error)

    def close(self) -> None:
        self._socket.close()

    def _read_reply(self) -> Any:
        reply = self._reader.gets()
        while reply is False:
            try:
                received = self._socket.recv(RECEIVE_BYTES)
            except OSError as error:
                raise self._down(error) from error
            if not received:
                raise self._down("the server closed the connection")
            self._reader.feed(received)
            reply = self._reader.gets()
        return reply

    def _connect(self) -> socket.socket:
        try:
            return dial(self._endpoint, self._timeout_s)
        except OSError as error:
            raise self._down(error) from error

    def _handshake(self) -> None:
        try:
            self.pipeline(greeting(self._endpoint))
            self.client_id, self._run = self._identify()
        except PyworkerError:
            self.close()
            raise

    def _identify(self) -> Origin:
        try:
            client_id, info = self.pipeline([("CLIENT", "ID"), ("INFO", "server")])
        except ReplyError:
            return 0, b""
        found = re.search(rb"^run_id:(\S+)", info, re.MULTILINE)
        return client_id, found[1] if found else b""

    def _down(self, reason: object) -> TransportDown:
        return TransportDown(f"Redis at {self._endpoint}: {reason}")


def greeting(endpoint: Endpoint) -> list[tuple[str, ...]]:
    """Return what every connection says first: who it is, which database, and its name."""
    commands: list[tuple[str, ...]] = []
    if endpoint.password:
        user = (endpoint.username,) if endpoint.username else ()
        commands.append(("AUTH", *user, endpoint.password))
    if endpoint.database:
        commands.append(("SELECT", str(endpoint.database)))
    commands.append(("CLIENT", "SETNAME", f"pyworker-{os.getpid()}"))
    return commands


def _pack(command: Command) -> bytes:
    # hiredis's annotation says "a tuple of one"; it takes any.
    packed: bytes = hiredis.pack_command(command)  # type: ignore[arg-type]
    return packed


def _raise_if_error(reply: Any) -> None:
    if isinstance(reply, hiredis.HiredisError):
        text = str(reply)
        # Redis 6.2 wraps what a script met: "ERR Error running script (…): -OOM command …".
        if text.startswith(NOT_NOW) or any(f"-{word}" in text for word in NOT_NOW):
            raise TransportDown(f"Redis answers: {text}")
        raise ReplyError(f"Redis answers: {text}")

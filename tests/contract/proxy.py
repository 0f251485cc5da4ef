"""A proxy before a server that loses, on demand, what a network can lose."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.contract.backend import PATIENCE_S

CHUNK_BYTES = 1 << 16


class Proxy:
    """Forwards connections of a loopback port to another; each in two threads.

    A fault is armed and strikes once, at the next chunk of its direction on any connection.
    """

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._all: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self._lose_reply = self._hold_command = False
        self._held: tuple[socket.socket, bytes] | None = None
        self._answered = threading.Event()
        self._run(self._accept)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A shutdown wakes the threads that a close alone would leave in their calls.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join()
        for pair in self._all:
            for end in pair:
                end.close()

    def lose_reply(self) -> None:
        """Let the next command through, and cut its connection instead of passing its reply."""
        self._lose_reply = True

    def hold_command(self) -> None:
        """Cut the next command's connection before the client, and keep the command in flight."""
        self._hold_command = True

    def release(self) -> None:
        """Let the held command reach the server, long after its client gave it up.

        Returns when the server has answered it, or has closed the connection.
        """
        assert self._held is not None, "no command was held"
        upstream, command = self._held
        with suppress(OSError):
            upstream.sendall(command)
        assert self._answered.wait(PATIENCE_S), "the server says nothing"

    def cut(self) -> None:
        """Cut every connection."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _hang_up(end)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                with self._lock:
                    self._pairs.append((client, server))
                    self._all.append((client, server))
                self._run(self._pump_commands, client, server)
                self._run(self._pump_replies, server, client)

    def _run(self, target: object, *ends: socket.socket) -> None:
        assert callable(target)
        thread = threading.Thread(target=target, args=ends, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _pump_commands(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := client.recv(CHUNK_BYTES):
                if self._hold_command:
                    self._hold_command = False
                    self._held = server, chunk
                    _hang_up(client)
                    return
                server.sendall(chunk)
        _hang_up(server, socket.SHUT_WR)

    def _pump_replies(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while chunk := server.recv(CHUNK_BYTES):
                if self._lose_reply:
                    self._lose_reply = False
                    break
                self._note(server)
                client.sendall(chunk)
        self._note(server)
        _hang_up(client)
        _hang_up(server)

    def _note(self, server: socket.socket) -> None:
        if self._held and self._held[0] is server:
            self._answered.set()


def _hang_up(end: socket.socket, how: int = socket.SHUT_RDWR) -> None:
    with suppress(OSError):
        end.shutdown(how)

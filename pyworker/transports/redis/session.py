"""A connection that many threads share and that opens itself again."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pyworker.errors import TransportDown
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.endpoint import Endpoint
from pyworker.transports.redis.scripts import load_all

Connect = Callable[[], Connection]


def connector(endpoint: Endpoint) -> Connect:
    """Return what opens a connection to a server that knows all the scripts."""

    def connect() -> Connection:
        connection = Connection(endpoint)
        try:
            load_all(connection)
        except Exception:
            connection.close()
            raise
        return connection

    return connect


class Session:
    """Lends its one connection to one thread at a time."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    @contextmanager
    def borrow(self) -> Iterator[Connection]:
        """Lend the connection; a fault of it, or of what is sent through it, closes it."""
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            try:
                yield self._connection
            except TransportDown:
                self._drop()
                raise

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

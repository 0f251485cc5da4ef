"""PostgreSQL for a service: a pool of connections that opens at its first use, so after the fork.

Importing this, and making a ``Database``, loads no client library and opens nothing.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg
    import psycopg_pool

    Connection = psycopg.Connection[tuple[Any, ...]]
    Pool = psycopg_pool.ConnectionPool[Connection]

# A connection that cannot be had in this time fails its jobs, which are retried.
WAIT_S = 10.0


class Database:
    """Connections in autocommit mode, for the threads of one process.

    Args:
        conninfo: a postgresql:// URL or a libpq string.
        size: connections at most; as many as threads that want one.
        name: of the pool, for its log lines.
        configure: is given each new connection, to set it up.
    """

    def __init__(
        self,
        conninfo: str,
        size: int,
        name: str,
        configure: "Callable[[Connection], None] | None" = None,
    ) -> None:
        self._conninfo = conninfo
        self._size = size
        self._name = name
        self._configure = configure
        self._pool: Pool | None = None
        self._lock = threading.Lock()

    def connection(self) -> "AbstractContextManager[Connection]":
        """Lend a connection that works, as soon as there is one.

        Raises:
            psycopg.Error: there is none; the next call tries anew.
        """
        return self._open().connection()

    def close(self) -> None:
        """Close the connections; a later use opens new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _open(self) -> "Pool":
        with self._lock:
            if self._pool is None:
                self._pool = self._new_pool()
            return self._pool

    def _new_pool(self) -> "Pool":
        from psycopg_pool import ConnectionPool

        return ConnectionPool(
            self._conninfo,
            min_size=0,
            max_size=self._size,
            kwargs={"autocommit": True},
            configure=self._configure,
            # A round trip, so that a connection from before a server's restart fails no job.
            check=ConnectionPool.check_connection,
            timeout=WAIT_S,
            num_workers=1,
            name=self._name,
            open=True,
        )

"""Private PostgreSQL servers for tests."""

from itertools import count
from pathlib import Path

import psycopg

import pyworker.dev.postgres_server
from pyworker.dev.programs import postgres_of_system, server_account
from tests.servers.missing import MissingServer

# Nothing here outlives a crash of the machine; a commit does outlive a kill of the server.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum_naptime": "1h",
}


class PostgresServer(pyworker.dev.postgres_server.PostgresServer):
    """The system's PostgreSQL, made for many small databases."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, self.find(), account=server_account(), auth="trust", settings=FAST)
        self._numbers = count(1)

    @staticmethod
    def find() -> Path:
        """Return the folder with initdb and postgres.

        Raises:
            MissingServer: says what to install.
        """
        for folder in postgres_of_system():
            return folder
        raise MissingServer("PostgreSQL is not installed: apt install postgresql")

    def fresh_database(self, template: str = "template1") -> str:
        """Create a database and return its URL; ``template`` is the name of one to copy."""
        name = f"test_{next(self._numbers)}"
        self._execute(f'create database "{name}" template "{template}"')
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        name = url.rpartition("/")[2]
        self._execute(f'drop database if exists "{name}" with (force)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

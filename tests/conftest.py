"""Fixtures that start real servers.

A server that this machine does not have fails the test in CI, where CI is set in the environment,
and skips it elsewhere with the name of what to install.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import redis

from pyworker.dev.server import Server
from tests.servers.missing import MissingServer
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer, ValkeyServer

AnyServer = TypeVar("AnyServer", bound=Server)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """Look for a fixture's server before the fixture starts it."""
    find = FINDERS.get(fixturedef.argname)
    if find is None:
        return
    try:
        find()
    except MissingServer as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


FINDERS = {
    "redis_server": RedisServer.find,
    "own_redis": RedisServer.find,
    "own_valkey": ValkeyServer.find,
    "postgres_server": PostgresServer.find,
    "own_postgres": PostgresServer.find,
}


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """A new folder with a path short enough for unix sockets, open to the servers' accounts."""
    yield from _folder()


@pytest.fixture(scope="session")
def session_folder() -> Iterator[Path]:
    """The same, for the servers that a whole session shares."""
    yield from _folder()


@pytest.fixture(scope="session")
def redis_server(session_folder: Path) -> Iterator[RedisServer]:
    """A Redis that the tests of one pytest process share; do not stop it."""
    yield from _running(RedisServer(session_folder / "redis", appendonly=False))


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The URL of an empty Redis."""
    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
        client.config_resetstat()
    return redis_server.url


@pytest.fixture
def own_redis(server_folder: Path) -> Iterator[RedisServer]:
    """A Redis with appendonly on that the test may stop, kill, pause and restart."""
    yield from _running(RedisServer(server_folder / "redis"))


@pytest.fixture
def own_valkey(server_folder: Path) -> Iterator[ValkeyServer]:
    """The same, of Valkey."""
    yield from _running(ValkeyServer(server_folder / "valkey"))


@pytest.fixture(scope="session")
def postgres_server(session_folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL that the tests of one pytest process share; do not stop it."""
    yield from _running(PostgresServer(session_folder / "postgres"))


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database."""
    url = postgres_server.fresh_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture
def own_postgres(server_folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL that the test may stop, kill, pause and restart."""
    yield from _running(PostgresServer(server_folder / "postgres"))


def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pyworker-"))
    # PostgreSQL runs as another user where the tests run as root.
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def _running(server: AnyServer) -> Iterator[AnyServer]:
    server.start()
    yield server
    if server.running:
        server.kill()

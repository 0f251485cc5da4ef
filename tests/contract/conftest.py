"""The backends that every test of the suite runs against."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.contract.backend import Backend, Settle, settle_by_inbox, settle_by_transport
from tests.contract.proxy import Proxy
from tests.contract.redis_backend import RedisBackend
from tests.contract.redis_servers import SecretRedis, TlsRedis
from tests.servers.missing import MissingServer
from tests.servers.redis import OldestRedis, RedisServer, ValkeyServer

REDIS = ["redis-tcp", "redis-unix", "redis-password", "redis-tls", "valkey"]
if sys.version_info < (3, 12):
    # The wheel of Redis 6.2 is made for no later Python.
    REDIS.append("redis-oldest")


@pytest.fixture(params=REDIS)
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """A backend with empty queues."""
    yield from _emptied(request.getfixturevalue(f"{str(request.param).replace('-', '_')}_url"))


@pytest.fixture
def redis_backend(redis_tcp_url: str) -> Iterator[RedisBackend]:
    """Redis alone, for what is its own."""
    yield from _emptied(redis_tcp_url)


@pytest.fixture
def own_backend(own_redis: RedisServer) -> Iterator[RedisBackend]:
    """A Redis that the test may reconfigure, stop and restart."""
    yield from _emptied(own_redis.url)


@pytest.fixture
def proxy(redis_server: RedisServer) -> Iterator[Proxy]:
    """A proxy before the Redis of ``redis_backend``."""
    with Proxy(redis_server.port) as proxy:
        yield proxy


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Threads to wait in."""
    with ThreadPoolExecutor(16) as pool:
        yield pool


@pytest.fixture(params=[settle_by_inbox, settle_by_transport])
def settle(request: pytest.FixtureRequest) -> Settle:
    """The two ways to settle; what becomes of a job must not depend on them."""
    way: Settle = request.param
    return way


@pytest.fixture
def redis_tcp_url(redis_server: RedisServer) -> str:
    return redis_server.url


@pytest.fixture
def redis_unix_url(redis_server: RedisServer) -> str:
    return redis_server.socket_url


@pytest.fixture(scope="session")
def redis_password_url(session_folder: Path) -> Iterator[str]:
    yield from _running(SecretRedis, session_folder / "password")


@pytest.fixture(scope="session")
def redis_tls_url(session_folder: Path) -> Iterator[str]:
    yield from _running(TlsRedis, session_folder / "tls")


@pytest.fixture(scope="session")
def redis_oldest_url(session_folder: Path) -> Iterator[str]:
    yield from _running(OldestRedis, session_folder / "oldest")


@pytest.fixture(scope="session")
def valkey_url(session_folder: Path) -> Iterator[str]:
    yield from _running(ValkeyServer, session_folder / "valkey")


def _running(kind: type[RedisServer], folder: Path) -> Iterator[str]:
    try:
        server = kind(folder, appendonly=False)
    except MissingServer as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))
    server.start()
    yield server.url
    server.kill()


def _emptied(url: str) -> Iterator[RedisBackend]:
    backend = RedisBackend(url)
    backend.admin.flushall()
    yield backend
    backend.close()

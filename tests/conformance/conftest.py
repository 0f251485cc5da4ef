"""One booted Rails for all conformance tests of a pytest process, on an empty Redis each."""

from collections.abc import Iterator

import pytest

from tests.conformance.ruby import Ruby
from tests.integration.rails import RailsApp
from tests.integration.worker import Queues
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer


@pytest.fixture(scope="session")
def console(redis_server: RedisServer, postgres_server: PostgresServer) -> Iterator[Ruby]:
    database_url = postgres_server.fresh_database()
    with RailsApp.installed(redis_server.url, database_url).console() as ask:
        ruby = Ruby(ask)
        # Within the console: a rake task would boot Rails once more.
        ruby.run("migrate")
        yield ruby
    postgres_server.drop_database(database_url)


@pytest.fixture
def ruby(console: Ruby, redis_url: str) -> Ruby:
    """Rails on the empty Redis of ``redis_url``."""
    return console


@pytest.fixture
def queues(redis_url: str) -> Queues:
    return Queues(redis_url)

"""The private servers, as the fixtures give them to tests."""

import os
import select
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer, ValkeyServer

PARENT = """
import signal, sys
from pathlib import Path
from tests.servers.redis import RedisServer

server = RedisServer(Path(sys.argv[1]))
server.start()
print(server.process.pid, flush=True)
signal.pause()
"""


def test_redis_keeps_data_and_port_through_kill_and_restart(own_redis: RedisServer) -> None:
    url = own_redis.url
    with redis.Redis.from_url(url) as client:
        client.set("kept", "yes")

    own_redis.kill()
    own_redis.start()

    assert own_redis.url == url
    with redis.Redis.from_url(url) as client:
        assert client.get("kept") == b"yes"


def test_redis_answers_on_its_socket(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.socket_url) as client:
        assert client.ping()


def test_redis_url_is_an_empty_redis(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_paused_redis_does_not_answer_until_resumed(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url, socket_timeout=0.2) as client:
        own_redis.process.pause()
        with pytest.raises(redis.TimeoutError):
            client.ping()

        own_redis.process.resume()

        assert client.ping()


def test_valkey_is_valkey(own_valkey: ValkeyServer) -> None:
    with redis.Redis.from_url(own_valkey.url) as client:
        assert client.info("server")["server_name"] == "valkey"


def test_postgres_keeps_commits_through_kill_and_restart(own_postgres: PostgresServer) -> None:
    url = own_postgres.fresh_database()
    with psycopg.connect(url) as connection:
        connection.execute("create table kept (n int)")

    own_postgres.kill()
    own_postgres.restart()

    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (0,)


@pytest.mark.parametrize("_run", range(2))
def test_postgres_url_is_an_empty_database_each_time(postgres_url: str, _run: int) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("create table only_once (n int)")


def test_database_is_copied_from_a_template(postgres_server: PostgresServer) -> None:
    template = postgres_server.fresh_database()
    with psycopg.connect(template) as connection:
        connection.execute("create table from_template (n int)")

    copy = postgres_server.fresh_database(template.rpartition("/")[2])

    with psycopg.connect(copy) as connection:
        assert connection.execute("select count(*) from from_template").fetchone() == (0,)


def test_server_ends_when_the_process_that_started_it_is_killed(server_folder: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, server_folder / "redis"], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        server = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()

    ended, _, _ = select.select([server], [], [], 10)

    os.close(server)
    assert ended

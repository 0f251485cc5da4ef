"""A Redis database is used only when it is empty, and is empty again afterwards."""

import pytest
import redis

from pyworker.bench import keyspace, load
from pyworker.transports.redis.owner import hostname


def test_a_database_with_keys_is_refused_and_left_as_it_is(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.lpush("queue:default", "somebody's job")

        with pytest.raises(keyspace.NotEmpty, match="holds 1 keys"), keyspace.borrow(redis_url):
            pass

        assert client.lrange("queue:default", 0, -1) == [b"somebody's job"]


def test_all_that_a_run_writes_is_deleted(redis_url: str) -> None:
    with keyspace.borrow(redis_url) as connection:
        load.hold(connection, "NoopWorker", range(1200))
        load.release(connection)
        load.fill_sets(connection, 30)
        connection.call("SET", "stat:processed", 1)
        connection.call("HSET", f"{hostname()}:47:0123456789ab", "beat", 1)
        assert connection.call("DBSIZE") == 7

    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_a_key_that_somebody_else_adds_meanwhile_survives(redis_url: str) -> None:
    with keyspace.borrow(redis_url) as connection:
        connection.call("SET", "session:1", "theirs")

    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == [b"session:1"]


def test_jobs_are_held_in_order_and_appear_at_once(redis_url: str) -> None:
    with keyspace.borrow(redis_url) as connection, redis.Redis.from_url(redis_url) as client:
        load.hold(connection, "NoopWorker", range(1200))
        assert client.exists(f"queue:{load.QUEUE}") == 0

        load.release(connection)

        assert client.llen(f"queue:{load.QUEUE}") == 1200
        oldest = client.lindex(f"queue:{load.QUEUE}", -1)
        assert isinstance(oldest, bytes)
        assert b'"args":[0]' in oldest

"""Requests to end a running job: asked by an operator, seen by every supervisor, forgotten."""

import time

from pyworker.transports.redis.cancellation import ask
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.endpoint import parse_url
from tests.contract.redis_backend import RedisBackend


def test_a_request_is_seen_by_all_until_the_job_has_ended(redis_backend: RedisBackend) -> None:
    one, other = redis_backend.start(), redis_backend.start()
    connection = Connection(parse_url(redis_backend.url))
    assert one.transport.cancelled() == set()

    ask(connection, "a")
    ask(connection, "b")

    assert one.transport.cancelled() == other.transport.cancelled() == {"a", "b"}
    one.transport.forget_cancelled(["a", "unasked"])
    assert other.transport.cancelled() == {"b"}
    connection.close()


def test_old_requests_go_with_the_next_and_all_after_a_minute(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    connection = Connection(parse_url(redis_backend.url))
    redis_backend.admin.zadd("pyworker:cancel", {"old": time.time() - 61})

    ask(connection, "new")

    assert process.transport.cancelled() == {"new"}
    assert 0 < int(str(redis_backend.admin.ttl("pyworker:cancel"))) <= 60
    connection.close()


def test_a_request_for_odd_bytes_is_no_trouble(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()

    redis_backend.admin.zadd("pyworker:cancel", {b"\xff": 1})

    assert process.transport.cancelled() == {"\ufffd"}

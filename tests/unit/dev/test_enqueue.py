"""A job as Rails enqueues it."""

import json
import re

import redis

from pyworker.dev.enqueue import enqueue
from pyworker.job import parse


def test_a_job_has_the_keys_that_sidekiq_6_writes(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        jid = enqueue(client, "reports", "RubyWorker", 7)

        queues = client.smembers("queues")
        body = client.lindex("queue:reports", 0)

    assert queues == {b"reports"}
    assert isinstance(body, bytes)
    payload = json.loads(body)
    assert set(payload) == {"retry", "queue", "args", "class", "jid", "created_at", "enqueued_at"}
    assert (payload["class"], payload["args"], payload["retry"]) == ("RubyWorker", [7], True)
    assert re.fullmatch("[0-9a-f]{24}", jid)
    assert parse(body).jid == jid


def test_the_newest_job_is_at_the_head(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        enqueue(client, "default", "RubyWorker", 1)
        newest = enqueue(client, "default", "RubyWorker", 2)

        head = client.lindex("queue:default", 0)

    assert isinstance(head, bytes)
    assert parse(head).jid == newest

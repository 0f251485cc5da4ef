"""What a job says of its own retries and of its end: retry_queue, retry_for, expires_in."""

import json
import time
from typing import Any

from tests.integration.worker import Queues, Worker


def test_a_failed_job_is_retried_in_its_retry_queue(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("Fail", "x", retry_queue="patient")

    with Worker(redis_url) as worker:
        retried: Any = queues.redis.bzpopmin("retry", 30)
        assert retried is not None
        queues.redis.zadd("retry", {retried[1]: 1.0})
        body = queues.waited("queue:patient")
        assert worker.stop() == 0

    assert json.loads(retried[1])["queue"] == json.loads(body)["queue"] == "patient"
    assert queues.queued() == []


def test_with_retry_for_the_time_counts_and_not_the_number(redis_url: str) -> None:
    queues = Queues(redis_url)
    now = time.time()
    for message, age_s in (("young", 3000), ("old", 3700)):
        failures = {"retry_count": 7, "failed_at": now - age_s}
        queues.push("Fail", message, retry=2, retry_for=3600, **failures)

    with Worker(redis_url) as worker:
        for _ in range(2):
            worker.until("ValueError: (young; retry in|old; dead)")
        assert worker.stop() == 0

    assert [payload["args"] for payload, _ in queues.sorted_set("retry")] == [["young"]]
    assert [payload["args"] for payload, _ in queues.sorted_set("dead")] == [["old"]]


def test_a_job_past_its_time_is_dropped_and_told(redis_url: str) -> None:
    queues = Queues(redis_url)
    now = time.time()
    queues.push("Record", "late", expires_in=5, enqueued_at=now - 6)
    queues.push("Record", "late", expires_in=5, enqueued_at=int((now - 6) * 1000))
    queues.push("Record", "late", expires_in=5, retry_count=0, failed_at=now - 6)
    queues.push("Batch", 1, expires_in=5, enqueued_at=now - 6)
    queues.push("Record", "in time", expires_in=600)

    with Worker(redis_url) as worker:
        for _ in range(4):
            worker.until("jid=[0-9a-f]{24} INFO: expired: not begun within 5 s")
        assert queues.waited("ran") == '"in time"'
        assert worker.stop() == 0

    assert queues.redis.llen("ran") == queues.redis.llen("batches") == queues.leased() == 0
    assert queues.sorted_set("retry") == queues.sorted_set("dead") == []
    assert (queues.number("stat:processed"), queues.number("stat:failed")) == (5, 0)


def test_a_scheduled_jobs_time_begins_when_it_is_due(redis_url: str) -> None:
    queues = Queues(redis_url)
    created_at = time.time() - 1000
    body = queues.push("Record", "scheduled", expires_in=60, created_at=created_at)
    queues.redis.delete("queue:default")
    queues.redis.zadd("schedule", {body.replace('"enqueued_at"', '"was"'): time.time()})

    with Worker(redis_url) as worker:
        assert queues.waited("ran") == '"scheduled"'
        assert worker.stop() == 0

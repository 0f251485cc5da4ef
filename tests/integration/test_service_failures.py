"""What becomes of jobs that fail, and of bodies that are no jobs."""

import json
from typing import Any

import pytest

from tests.integration.worker import Queues, Worker


def test_a_failure_goes_to_the_retry_set_by_sidekiqs_rules(redis_url: str) -> None:
    queues = Queues(redis_url)
    body = json.loads(queues.push("Fail", "no luck", retry=2, backtrace=True, bid="kept"))

    with Worker(redis_url) as worker:
        worker.until("WARNING: ValueError: no luck; retry in")
        assert worker.stop() == 0

    ((payload, score),) = queues.sorted_set("retry")
    assert body.items() <= payload.items()
    assert payload["error_class"] == "ValueError"
    assert payload["error_message"] == "no luck"
    assert payload["retry_count"] == 0
    assert 15 <= score - payload["failed_at"] < 25
    assert "error_backtrace" in payload


@pytest.mark.parametrize(
    ("fields", "dead"),
    [
        ({"retry": 0}, True),
        ({"retry": 0, "dead": False}, False),
        ({"retry": False}, False),
        ({"retry": 3, "retry_count": 2, "failed_at": 1.5}, True),
    ],
)
def test_an_exhausted_job_is_dead_or_discarded_as_it_asked(
    fields: dict[str, Any], dead: bool, redis_url: str
) -> None:
    queues = Queues(redis_url)
    queues.push("Fail", "the end", **fields)

    with Worker(redis_url) as worker:
        worker.until("ValueError: the end; (dead|discarded)")
        assert worker.stop() == 0

    assert [payload["error_message"] for payload, _ in queues.sorted_set("dead")] == (
        ["the end"] if dead else []
    )
    assert queues.sorted_set("retry") == []
    assert queues.number("stat:failed") == 1


def test_a_due_retry_runs_again_and_keeps_its_first_failure(redis_url: str) -> None:
    queues = Queues(redis_url)
    payload = json.loads(queues.push("Fail", "again", retry_count=0, failed_at=1000.5))
    queues.redis.delete("queue:default")
    queues.redis.zadd("retry", {json.dumps(payload): 1.0})

    with Worker(redis_url) as worker:
        worker.until("ValueError: again; retry in")
        assert worker.stop() == 0

    ((retried, score),) = queues.sorted_set("retry")
    assert retried["retry_count"] == 1
    assert retried["failed_at"] == 1000.5
    assert 16 <= score - retried["retried_at"] < 36


@pytest.mark.parametrize(
    "body", ["{not json", "[1, 2]", '"text"', "null", '{"args": []}', '{"class": 7, "args": []}']
)
def test_what_is_no_job_goes_to_the_dead_set_as_it_came(body: str, redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.redis.lpush("queue:default", body)
    queues.push("Record", "after")

    with Worker(redis_url) as worker:
        worker.until("ERROR: dead: .*queue=default")
        assert queues.waited("ran") == '"after"'
        assert worker.stop() == 0

    assert queues.redis.zrange("dead", 0, -1) == [body]
    assert queues.number("stat:processed") == 1
    assert queues.number("stat:failed") == 0


def test_an_unknown_class_is_retried_and_named(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("Some::Unknown")

    with Worker(redis_url) as worker:
        worker.until("UnknownJobClass: no handler for job class 'Some::Unknown'; register one")
        assert worker.stop() == 0

    ((payload, _),) = queues.sorted_set("retry")
    assert payload["error_class"] == "UnknownJobClass"
    assert "Some::Unknown" in payload["error_message"]


@pytest.mark.parametrize("args", [[], [1, 2, 3], "text", {"a": 1}, None])
def test_arguments_that_do_not_fit_are_a_failure_that_says_so(args: object, redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("Billing::Invoice", args=args)

    with Worker(redis_url) as worker:
        worker.until("WrongArguments: Billing::Invoice: the job's arguments do not fit its handler")
        assert worker.stop() == 0

    ((payload, _),) = queues.sorted_set("retry")
    assert payload["error_class"] == "WrongArguments"


def test_arguments_are_logged_at_debug_level_only(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("Record", "secret-value")
    with Worker(redis_url) as quiet:
        quiet.until("INFO: done")
        quiet.stop()
    queues.push("Record", "secret-value")
    with Worker(redis_url, "-v") as verbose:
        verbose.until("INFO: done")
        verbose.stop()

    assert "secret-value" not in quiet.said
    assert "secret-value" in verbose.said

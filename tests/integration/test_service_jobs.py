"""Handlers of every kind, run by the real service."""

import json

import pytest

from tests.integration.worker import Queues, Worker


def test_a_class_name_may_hold_colons(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("Billing::Invoice", 7, "9.50")

    with Worker(redis_url):
        assert queues.waited("ran") == "7 9.50"


def test_a_coroutine_runs_within_its_jobs_context(redis_url: str) -> None:
    queues = Queues(redis_url)
    jid = json.loads(queues.push("Async", "hello"))["jid"]

    with Worker(redis_url):
        assert queues.waited("ran") == f"hello {jid}"


def test_a_coroutine_past_its_time_is_cancelled_and_its_process_lives(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("AsyncForever")

    with Worker(redis_url) as worker:
        worker.until("JobTimeout: the job ran longer than 0.2 s and was cancelled; retry in")
        children = worker.children()
        queues.push("Record", 1)
        assert queues.waited("ran") == "1"
        assert worker.children() == children


def test_a_handler_sees_its_job_and_its_log_lines_carry_it(redis_url: str) -> None:
    queues = Queues(redis_url)
    body = json.loads(queues.push("Context", retry_count=4, queue="low"))

    with Worker(redis_url, "-q", "low") as worker:
        worker.until(f"class=Context jid={body['jid']} INFO: said by the handler")
        ran = json.loads(queues.waited("ran"))

    assert ran == [body["jid"], 4, "low", []]


def test_a_batch_handler_takes_many_and_fails_some(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push_all("Batch", [[number] for number in range(400)], retry=3)

    with Worker(redis_url, "-c", "1") as worker:
        taken = [int(queues.waited("batches"))]
        while sum(taken) < 400:
            taken.append(int(queues.waited("batches")))
        assert worker.stop() == 0

    assert sum(taken) == 400
    assert 1 < max(taken) <= 50
    retries = [payload for payload, _ in queues.sorted_set("retry")]
    assert sorted(payload["args"][0] for payload in retries) == list(range(1, 400, 2))
    assert {payload["error_class"] for payload in retries} == {"ValueError"}
    assert queues.number("stat:processed") == 400
    assert queues.number("stat:failed") == 200


def test_a_handler_can_ask_to_run_later_which_is_no_failure(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("Again")

    with Worker(redis_url) as worker:
        ran = [queues.waited("ran"), queues.waited("ran")]
        assert worker.stop() == 0

    assert ran == ["first", "second"]
    assert queues.number("stat:failed") == 0
    assert queues.number("stat:processed") == 2


def test_a_long_job_never_keeps_fetched_ones_waiting(redis_url: str) -> None:
    queues = Queues(redis_url)
    # Quick ones teach the processor to fetch many at once; the long one comes amid such a batch.
    queues.push_all("Record", [[number] for number in range(2000)])
    queues.push("Block", "long")
    queues.push_all("Record", [[number] for number in range(2000, 2500)])

    with Worker(redis_url, "-c", "2") as worker:
        ran = {queues.waited("ran") for _ in range(2500)}
        assert ran == {str(number) for number in range(2500)}
        queues.redis.rpush("release:long", "go")
        assert queues.waited("ran") == "long"
        assert worker.stop() == 0

    assert queues.leased() == 0


@pytest.mark.parametrize("flags", [("-q", "high", "-q", "low"), ("-q", "high,3", "-q", "low,1")])
def test_several_queues_are_served_and_a_paused_one_is_not(
    flags: tuple[str, ...], redis_url: str
) -> None:
    queues = Queues(redis_url)
    queues.redis.sadd("paused", "low")
    held = queues.push("Record", "low", queue="low")

    with Worker(redis_url, *flags) as worker:
        worker.ready()
        queues.push("Record", "high", queue="high")
        assert queues.waited("ran") == '"high"'
        assert queues.queued("low") == [held]

        queues.redis.srem("paused", "low")
        assert queues.waited("ran") == '"low"'
        assert worker.stop() == 0

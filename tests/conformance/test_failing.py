"""C5 to C9 and C26: what became of jobs that failed, as Ruby reads it."""

from typing import Any

import pytest

from tests.conformance.ruby import Ruby
from tests.conformance.service import service
from tests.integration.worker import Queues

FIRST = "Sidekiq::RetrySet.new.first"
DEAD = "Sidekiq::DeadSet.new.first"
SIZES = "s = Sidekiq::Stats.new; [s.retry_size, s.dead_size, s.enqueued]"


def fail_again(ruby: Ruby, count: int) -> None:
    """Make the one retry due, and wait for its next failure."""
    ruby.run(f"{FIRST}.reschedule(Time.now)")
    ruby.until(f"e = {FIRST}; e && e['retry_count'] == {count}")


def test_c05_a_failure_is_an_entry_of_the_retry_set(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url):
        ruby.run('Fail.set(retry: 2).perform_async("no luck")')
        ruby.until("Sidekiq::RetrySet.new.size == 1")

    item, score = ruby.value(f"e = {FIRST}; [e.item, e.score]")
    assert item["error_class"] == "ValueError"
    assert item["error_message"] == "no luck"
    assert item["retry_count"] == 0
    assert isinstance(item["failed_at"], float)
    assert "retried_at" not in item
    assert 15 <= score - item["failed_at"] < 25
    page = ruby.get("/retries/" + ruby.value(f"page_of({FIRST})"))
    assert page.status == 200
    assert "no luck" in page.text


def test_c06_the_next_failure_keeps_the_time_of_the_first(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url):
        ruby.run('Fail.perform_async("again")')
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        failed_at = ruby.value(f"{FIRST}['failed_at']")
        fail_again(ruby, 1)

    item, score = ruby.value(f"e = {FIRST}; [e.item, e.score]")
    assert item["failed_at"] == failed_at
    assert item["retried_at"] > failed_at
    assert 16 <= score - item["retried_at"] < 36
    assert ruby.value("Sidekiq::RetrySet.new.size") == 1


def test_c06_a_job_of_sidekiq_8_keeps_its_clock_of_milliseconds(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url):
        ruby.run(
            "$ms = (Time.now.to_f * 1000).to_i\n"
            "Sidekiq::Client.push('class' => 'Fail', 'args' => ['x'], 'created_at' => $ms)"
        )
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        failed_at = ruby.value(f"{FIRST}['failed_at']")
        fail_again(ruby, 1)

    item, score, sent = ruby.value(f"e = {FIRST}; [e.item, e.score, $ms]")
    stamps = [item[name] for name in ("created_at", "failed_at", "enqueued_at", "retried_at")]
    assert [type(stamp) for stamp in stamps] == [int] * 4
    assert stamps == sorted(stamps)
    assert (item["created_at"], item["failed_at"]) == (sent, failed_at)
    assert 16 <= score - item["retried_at"] / 1000 < 36


def test_c07_an_exhausted_job_dies_after_n_plus_1_executions(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url):
        ruby.run('Flaky.set(retry: 2).perform_async("ill")')
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        fail_again(ruby, 1)
        ruby.run(f"{FIRST}.reschedule(Time.now)")
        ruby.until("Sidekiq::DeadSet.new.size == 1")

    assert ruby.value(f"e = {DEAD}; [e['retry_count'], e['error_class']]") == [2, "ValueError"]
    assert queues.redis.llen("attempts") == 3
    assert ruby.value(SIZES) == [0, 1, 0]
    page = ruby.get("/morgue/" + ruby.value(f"page_of({DEAD})"))
    assert page.status == 200
    assert "ill" in page.text


@pytest.mark.parametrize(
    ("options", "dead"),
    [("retry: 0", 1), ("retry: false", 0), ("retry: 0, dead: false", 0)],
    ids=["retry_0", "retry_false", "dead_false"],
)
def test_c08_a_job_without_retries_is_dead_or_nowhere_as_it_asked(
    options: str, dead: int, redis_url: str, ruby: Ruby
) -> None:
    with service(redis_url) as worker:
        ruby.run(f'Fail.set({options}).perform_async("once")')
        worker.until("ValueError: once; (dead|discarded)")
        assert worker.stop() == 0

    assert ruby.value(SIZES) == [0, dead, 0]
    assert ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed]") == [1, 1]


@pytest.mark.parametrize(("wanted", "lines"), [("true", 11), ("3", 3), ("false", None)])
def test_c09_as_much_backtrace_as_was_asked_for(
    wanted: str, lines: int | None, redis_url: str, ruby: Ruby
) -> None:
    with service(redis_url):
        ruby.run(f"Deep.set(backtrace: {wanted}).perform_async(10)")
        ruby.until("Sidekiq::RetrySet.new.size == 1")

    backtrace = ruby.value(f"{FIRST}.error_backtrace")
    page = ruby.get("/retries/" + ruby.value(f"page_of({FIRST})"))
    assert page.status == 200
    if lines is None:
        assert backtrace is None
        return
    assert len(backtrace) >= lines if wanted == "true" else len(backtrace) == lines
    assert all("tests/conformance/jobs.py:" in line for line in backtrace[:3])
    assert "tests/conformance/jobs.py:" in page.text


def test_c26_keys_of_others_are_unchanged_after_schedule_and_retries(
    redis_url: str, ruby: Ruby
) -> None:
    extra: dict[str, Any] = {
        "cattr": {"user_id": 7, "tags": []},
        "locale": "de",
        "bid": "b-1",
        "big": 12345678901234567,
        "fine": 1795320459.9128153,
        "none": None,
        "empty": [[], {}],
    }
    with service(redis_url):
        ruby.run(
            "$extra = {'cattr' => {'user_id' => 7, 'tags' => []}, 'locale' => 'de', 'bid' => 'b-1',"
            " 'big' => 12345678901234567, 'fine' => 1795320459.9128153, 'none' => nil,"
            " 'empty' => [[], {}]}\n"
            "Sidekiq::Client.push($extra.merge('class' => 'Fail', 'args' => ['x'],"
            " 'at' => Time.now.to_f + 0.2))"
        )
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        fail_again(ruby, 1)

    item = ruby.value(f"{FIRST}.item")
    assert extra.items() <= item.items()
    assert ruby.value(f"{FIRST}.item.slice(*$extra.keys) == $extra")

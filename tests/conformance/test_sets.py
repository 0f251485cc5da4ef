"""C10 and C11: what Ruby's API does to retries and dead jobs that pyworker wrote."""

import pytest

from tests.conformance.ruby import Ruby
from tests.conformance.service import service
from tests.integration.worker import Queues

FIRST = "Sidekiq::RetrySet.new.first"
DEAD = "Sidekiq::DeadSet.new.first"


def mend(queues: Queues) -> None:
    """From now on Flaky succeeds."""
    queues.redis.set("mended", "yes")


def fail_some(ruby: Ruby, count: int) -> None:
    ruby.run(f"{count}.times {{ |n| Flaky.perform_async(n.to_s) }}")
    ruby.until(f"Sidekiq::RetrySet.new.size == {count}")


def test_c10_retry_runs_the_job_again_and_its_minus_one_is_tolerated(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        fail_some(ruby, 1)
        ruby.run(f"{FIRST}.retry")
        queues.waited("attempts")
        queues.waited("attempts")
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        # The API had counted down to -1; this failure counts up again.
        assert ruby.value(f"{FIRST}['retry_count']") == 0
        assert ruby.value(f"{FIRST}['retried_at'] > {FIRST}['failed_at']")
        mend(queues)
        ruby.run(f"{FIRST}.retry")
        assert queues.waited("ran") == "0"
        assert worker.stop() == 0

    assert ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed, s.retry_size]") == [3, 2, 0]


def test_c10_retry_all_runs_them_all(redis_url: str, ruby: Ruby, queues: Queues) -> None:
    with service(redis_url):
        fail_some(ruby, 3)
        mend(queues)
        ruby.run("Sidekiq::RetrySet.new.retry_all")
        assert sorted(queues.waited("ran") for _ in range(3)) == ["0", "1", "2"]

    assert ruby.value("Sidekiq::RetrySet.new.size") == 0


def test_c10_kill_moves_to_the_dead_set(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url):
        fail_some(ruby, 2)
        jid = ruby.value(f"e = {FIRST}; e.kill; e.jid")
        assert ruby.value("Sidekiq::DeadSet.new.map(&:jid)") == [jid]
        ruby.run("Sidekiq::RetrySet.new.kill_all")

    assert ruby.value("[Sidekiq::RetrySet.new.size, Sidekiq::DeadSet.new.size]") == [0, 2]


def test_c10_delete_finds_the_bytes_that_pyworker_wrote(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url):
        fail_some(ruby, 2)
        assert ruby.value(f"{FIRST}.delete") is True
        assert ruby.value("Sidekiq::RetrySet.new.size") == 1
        # By jid, as Sidekiq 7 and 8 do it.
        entry = "e = Sidekiq::RetrySet.new.first"
        assert ruby.value(f"{entry}; Sidekiq::RetrySet.new.delete(e.score, e.jid)") is True

    assert ruby.value("Sidekiq::RetrySet.new.size") == 0


@pytest.mark.parametrize("kind", ["long", "no-unicode", "nul", "marks"])
def test_c10_reschedule_writes_the_bytes_that_pyworker_wrote(
    kind: str, redis_url: str, ruby: Ruby
) -> None:
    with service(redis_url):
        ruby.run(f'Mumble.set(tags: ["é/\\u2028"], n: 1e20, m: 1.0e-7).perform_async("{kind}")')
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        ruby.run(f"{FIRST}.reschedule(Time.now + 3600)")
        # Sidekiq encodes the item anew: with other bytes there would be two entries now.
        assert ruby.value("Sidekiq::RetrySet.new.size") == 1
        assert ruby.value(f"{FIRST}.score - Time.now.to_f") == pytest.approx(3600, abs=5)
        ruby.run(f"{FIRST}.reschedule(Time.now)")
        ruby.until(f"e = {FIRST}; e && e['retry_count'] == 1")


def test_c11_a_dead_job_runs_when_it_is_retried(redis_url: str, ruby: Ruby, queues: Queues) -> None:
    with service(redis_url) as worker:
        ruby.run('Flaky.set(retry: 0).perform_async("mended")')
        ruby.until("Sidekiq::DeadSet.new.size == 1")
        mend(queues)
        ruby.run(f"{DEAD}.retry")
        assert queues.waited("ran") == "mended"
        assert worker.stop() == 0

    assert ruby.value("s = Sidekiq::Stats.new; [s.dead_size, s.retry_size, s.enqueued]") == [0] * 3


def test_c11_a_dead_job_with_retries_left_is_not_dead_at_once_again(
    redis_url: str, ruby: Ruby
) -> None:
    with service(redis_url):
        fail_some(ruby, 1)
        ruby.run(f"{FIRST}.kill")
        ruby.run(f"{DEAD}.retry")
        ruby.until("Sidekiq::RetrySet.new.size == 1")

    assert ruby.value(f"{FIRST}['retry_count']") == 0
    assert ruby.value("Sidekiq::DeadSet.new.size") == 0


def test_c11_a_dead_job_without_retries_left_runs_and_dies_again(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url):
        ruby.run('Flaky.set(retry: 0).perform_async("ill")')
        assert queues.waited("attempts") == "ill"
        ruby.until("Sidekiq::DeadSet.new.size == 1")
        ruby.run(f"{DEAD}.retry")
        assert queues.waited("attempts") == "ill"
        ruby.until("Sidekiq::DeadSet.new.size == 1")

    assert ruby.value("Sidekiq::RetrySet.new.size") == 0

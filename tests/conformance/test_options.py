"""C30: what a job says of its own retries and of its end."""

from tests.conformance.ruby import Ruby
from tests.conformance.service import service
from tests.integration.worker import Queues

FIRST = "Sidekiq::RetrySet.new.first"


def test_c30_retry_queue_is_where_retries_go(redis_url: str, ruby: Ruby, queues: Queues) -> None:
    with service(redis_url, "-q", "default", "-q", "patient") as worker:
        ruby.run("Flaky.set(retry_queue: 'unserved').perform_async('x')")
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        assert ruby.value(f"{FIRST}.queue") == "unserved"
        ruby.run(f"{FIRST}.reschedule(Time.now)")
        ruby.until("Sidekiq::Queue.new('unserved').size == 1")
        ruby.run("Flaky.set(retry_queue: 'patient').perform_async('y')")
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        queues.redis.set("mended", "yes")
        ruby.run(f"{FIRST}.reschedule(Time.now)")
        assert queues.waited("ran") == "y"
        worker.until("class=Flaky .*INFO: done")
        assert worker.stop() == 0

    assert ruby.value("Sidekiq::Queue.new('unserved').map(&:queue)") == ["unserved"]


def test_c30_retry_for_ends_by_time_and_not_by_number(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url):
        ruby.run("Fail.set(retry_for: 3600, retry: 1).perform_async('young')")
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        for count in (1, 2):
            ruby.run(f"{FIRST}.reschedule(Time.now)")
            ruby.until(f"e = {FIRST}; e && e['retry_count'] == {count}")
        ruby.run(
            "Sidekiq::RetrySet.new.clear\n"
            "Sidekiq::Client.push('class' => 'Fail', 'args' => ['old'], 'retry_for' => 3600,"
            " 'retry_count' => 3, 'failed_at' => Time.now.to_f - 3700)"
        )
        ruby.until("Sidekiq::DeadSet.new.size == 1")

    assert ruby.value("Sidekiq::DeadSet.new.map(&:args)") == [["old"]]
    assert ruby.value("Sidekiq::RetrySet.new.size") == 0


def test_c30_a_job_past_its_expires_in_does_not_run(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    ruby.run(
        "Record.set(expires_in: 0.05).perform_async('too late')\n"
        "Record.set(expires_in: 60).perform_async('in time')\n"
        "sleep 0.1"
    )
    with service(redis_url) as worker:
        # The time that a scheduled job waits does not count.
        ruby.run("Record.set(expires_in: 2).perform_in(2.5, 'scheduled')")
        assert [queues.waited("ran") for _ in range(2)] == ['"in time"', '"scheduled"']
        assert worker.stop() == 0

    assert queues.redis.llen("ran") == 0
    sizes = "s = Sidekiq::Stats.new; [s.retry_size, s.dead_size, s.enqueued, s.failed]"
    assert ruby.value(sizes) == [0, 0, 0, 0]

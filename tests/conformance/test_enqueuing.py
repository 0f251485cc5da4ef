"""C1 to C4: what Rails enqueues is run as it was meant."""

import json

from tests.conformance.ruby import Ruby
from tests.conformance.service import BEAT_S, service
from tests.integration.worker import Queues

VALUES = '[1, -2**70, 1.5, "é\\u2028\\n", nil, true, [[], {}], {"a" => {"b" => [0]}}]'


def test_c01_perform_async_runs_once_with_exact_args(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        worker.ready()
        sent = ruby.value(f"Args.perform_async(*{VALUES}); {VALUES}")
        ran = json.loads(queues.waited("ran"))
        ruby.until("Sidekiq::Stats.new.processed == 1", within_s=BEAT_S)
        assert ruby.value("Sidekiq::Queue.new.size") == 0
        assert worker.stop() == 0

    assert ran == sent
    assert queues.redis.llen("ran") == 0
    assert ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed, s.enqueued]") == [1, 0, 0]


def test_c02_perform_in_waits_its_time_and_sets_enqueued_at(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        worker.ready()
        due = ruby.value(
            "now = Time.now.to_f; Clock.perform_in(3)\n"
            "Clock.set(queue: 'unserved').perform_in(3); now + 3"
        )
        assert ruby.value("Sidekiq::ScheduledSet.new.size") == 2
        assert ruby.value("Sidekiq::ScheduledSet.new.map(&:enqueued_at)") == [None, None]
        assert float(queues.waited("ran")) >= due
        ruby.until("Sidekiq::ScheduledSet.new.size == 0")
        item = ruby.value("Sidekiq::Queue.new('unserved').first.item")
        assert worker.stop() == 0

    assert due <= item["enqueued_at"] < due + 5
    assert isinstance(item["enqueued_at"], float)
    assert "at" not in item


def test_c03_perform_bulk_runs_all_of_1000_once(redis_url: str, ruby: Ruby, queues: Queues) -> None:
    with service(redis_url) as worker:
        jids = ruby.value("Jid.perform_bulk((0...1000).zip)")
        ran = [queues.waited("ran") for _ in jids]
        assert worker.stop() == 0

    assert sorted(ran) == sorted(jids)
    assert queues.redis.llen("ran") == 0
    assert ruby.value("Sidekiq::Stats.new.processed") == 1000


def test_c04_set_chooses_queue_retry_and_tags(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url, "-q", "default", "-q", "low"):
        ruby.run('Fail.set(queue: "low", retry: 3, tags: %w[red blue]).perform_async("chosen")')
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        page = ruby.get("/retries")

    entry = "Sidekiq::RetrySet.new.first"
    assert ruby.value(f"e = {entry}; [e.queue, e['retry'], e.tags]") == ["low", 3, ["red", "blue"]]
    assert page.status == 200
    assert ">red</span>" in page.text
    assert ">blue</span>" in page.text


def test_c04_a_class_that_ruby_does_not_know_is_pushed_by_its_name(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        ruby.run('Sidekiq::Client.push("class" => "Billing::Invoice", "args" => [7, "12.50"])')
        assert queues.waited("ran") == "7 12.50"
        assert worker.stop() == 0

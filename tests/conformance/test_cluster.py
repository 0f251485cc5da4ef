"""C27 and C29: beside a Ruby Sidekiq, and among several queues."""

from tests.conformance.ruby import Ruby
from tests.conformance.ruby_sidekiq import ruby_sidekiq
from tests.conformance.service import BEAT_S, service
from tests.integration.worker import Queues

NAPS = 400


def test_c27_ruby_and_pyworker_work_side_by_side(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with ruby_sidekiq(redis_url), service(redis_url, "-q", "python", "-c", "3") as worker:
        worker.ready()
        ruby.run(
            "100.times do |n|\n"
            "  RubyRecord.perform_async(n); Record.set(queue: 'python').perform_async(n)\n"
            "end"
        )
        numbers = sorted(map(str, range(100)))
        assert sorted(queues.waited("ruby:ran") for _ in numbers) == numbers
        assert sorted(queues.waited("ran") for _ in numbers) == numbers
        ruby.run("Hold.set(queue: 'python').perform_async('a'); RubyHold.perform_async('b')")
        ruby.until("Sidekiq::Workers.new.to_a.size == 2", within_s=BEAT_S)
        shown = ruby.value(
            "Sidekiq::Workers.new.map { |_, _, w| [w['queue'], w['payload']['class']] }"
        )
        listed = ruby.value("Sidekiq::ProcessSet.new.map { |p| [p['queues'], p['concurrency']] }")
        pages = [ruby.get(path) for path in ("/busy", "/queues")]
        queues.redis.rpush("release:a", "go")
        queues.redis.rpush("release:b", "go")
        assert queues.waited("ran") == "a"
        assert worker.stop() == 0

    assert sorted(shown) == [["python", "Hold"], ["ruby", "RubyHold"]]
    assert sorted(listed) == [[["python"], 3], [["ruby"], 2]]
    assert [page.status for page in pages] == [200, 200]
    assert "by-ruby" in pages[0].text
    stats = "s = Sidekiq::Stats.new; [s.processed, s.failed, s.retry_size, s.dead_size, s.enqueued]"
    assert ruby.value(stats) == [202, 0, 0, 0, 0]


def test_c27_due_jobs_go_back_to_their_own_side_whoever_promotes_them(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with ruby_sidekiq(redis_url), service(redis_url, "-q", "python") as worker:
        ruby.run(
            "10.times do |n|\n"
            '  RubyFlaky.perform_async("r#{n}")\n'
            "  Flaky.set(queue: 'python').perform_async(\"p#{n}\")\n"
            '  RubyRecord.perform_in(0.5, "s#{n}")\n'
            "  Record.set(queue: 'python').perform_in(0.5, n)\n"
            "end"
        )
        ruby.until("Sidekiq::RetrySet.new.size == 20")
        queues.redis.set("mended", "yes")
        ruby.run("Sidekiq::RetrySet.new.to_a.each { |entry| entry.reschedule(Time.now) }")
        by_ruby = sorted(queues.waited("ruby:ran") for _ in range(20))
        by_python = sorted(queues.waited("ran") for _ in range(20))
        assert worker.stop() == 0

    assert by_ruby == [f"{kind}{n}" for kind in "rs" for n in range(10)]
    assert by_python == [*map(str, range(10)), *(f"p{n}" for n in range(10))]
    assert ruby.value("s = Sidekiq::Stats.new; [s.retry_size, s.dead_size, s.enqueued]") == [0] * 3
    assert ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed]") == [60, 20]


def test_c29_queues_without_weights_are_served_in_strict_order(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    push_naps(ruby, 50)

    with service(redis_url, "-q", "high", "-q", "low", "-c", "1") as worker:
        order = [queues.waited("ran") for _ in range(100)]
        assert worker.stop() == 0

    assert order == ["high"] * 50 + ["low"] * 50


def test_c29_weights_give_queues_their_share(redis_url: str, ruby: Ruby, queues: Queues) -> None:
    push_naps(ruby, NAPS)

    with service(redis_url, "-q", "high,3", "-q", "low,1", "-c", "1") as worker:
        order = [queues.waited("ran") for _ in range(NAPS)]
        assert worker.stop() == 0

    # Three in four, by chance: 300 give or take 9; without weights it would be 200 give or take 10.
    assert 250 < order.count("high") < 350


def push_naps(ruby: Ruby, count: int) -> None:
    ruby.run(
        "%w[low high].each { |queue|"
        f" Nap.set(queue: queue).perform_bulk(Array.new({count}) {{ [queue] }}) }}"
    )

"""C24: every page of Sidekiq's Web UI, and its buttons, with pyworker live."""

from tests.conformance.ruby import Ruby
from tests.conformance.service import BEAT_S, service
from tests.integration.worker import Queues


def key_of(ruby: Ruby, set_name: str) -> str:
    return str(ruby.value(f"page_of(Sidekiq::{set_name}.new.first)"))


def fill(ruby: Ruby) -> None:
    """Have an entry on every page."""
    ruby.run(
        "Fail.set(tags: %w[red]).perform_async('to be retried')\n"
        "Fail.set(retry: 0).perform_async('dead and gone')\n"
        "Record.perform_in(3600, 'much later')\n"
        "Record.set(queue: 'unserved').perform_async('waiting still')"
    )
    ruby.until("s = Sidekiq::Stats.new; s.retry_size == 1 && s.dead_size == 1")


def test_c24_every_page_is_shown_with_what_pyworker_wrote(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url, "-g", "reports") as worker:
        fill(ruby)
        jid = ruby.value("Hold.perform_async('on')")
        queues.waited("started")
        ruby.until("s = Sidekiq::Stats.new; s.processed == 2 && s.workers_size == 1", BEAT_S)
        expected = {
            "/": "Dashboard",
            "/busy": jid,
            "/queues": "unserved",
            "/queues/unserved": "waiting still",
            "/queues/default": "default",
            "/retries": "to be retried",
            "/retries/" + key_of(ruby, "RetrySet"): "ValueError",
            "/scheduled": "much later",
            "/scheduled/" + key_of(ruby, "ScheduledSet"): "much later",
            "/morgue": "dead and gone",
            "/morgue/" + key_of(ruby, "DeadSet"): "ValueError",
            "/stats": '"processed":2',
            "/stats/queues": '"unserved":1',
        }
        pages = {path: ruby.get(path) for path in expected}
        identity = ruby.value("Sidekiq::ProcessSet.new.first.identity")
        queues.redis.rpush("release:on", "go")
        assert queues.waited("ran") == "on"
        assert worker.stop() == 0

    assert {path: page.status for path, page in pages.items()} == dict.fromkeys(expected, 200)
    assert [path for path, text in expected.items() if text not in pages[path].text] == []
    assert "reports" in pages["/busy"].text
    assert identity in pages["/busy"].text


def test_c24_the_buttons_of_busy_quiet_and_stop_the_process(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url) as worker:
        worker.ready()
        identity = ruby.value("Sidekiq::ProcessSet.new.first.identity")
        assert ruby.press("/busy", "/busy", identity=identity, quiet="Quiet").status == 302
        worker.until("quiet: no more jobs")
        ruby.until("Sidekiq::ProcessSet.new.first.stopping?")
        assert ruby.press("/busy", "/busy", identity=identity, stop="Stop").status == 302
        worker.until("bye")
        assert worker.process.wait(10) == 0

    assert ruby.value("Sidekiq::ProcessSet.new.size") == 0


def test_c24_the_buttons_of_the_sets_move_jobs_that_pyworker_then_runs(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        ruby.run(
            "Flaky.perform_async('retried'); Flaky.set(retry: 0).perform_async('revived')\n"
            "Record.perform_in(3600, 'hurried')"
        )
        ruby.until("s = Sidekiq::Stats.new; s.retry_size == 1 && s.dead_size == 1")
        queues.redis.set("mended", "yes")
        retry, dead = key_of(ruby, "RetrySet"), key_of(ruby, "DeadSet")
        due = key_of(ruby, "ScheduledSet")
        assert ruby.press("/retries", f"/retries/{retry}", retry="Retry").status == 302
        assert queues.waited("ran") == "retried"
        assert ruby.press("/morgue", f"/morgue/{dead}", retry="Retry").status == 302
        assert queues.waited("ran") == "revived"
        assert ruby.press("/scheduled", f"/scheduled/{due}", add_to_queue="Add").status == 302
        assert queues.waited("ran") == '"hurried"'
        assert worker.stop() == 0

    sizes = "s = Sidekiq::Stats.new; [s.retry_size, s.dead_size, s.scheduled_size, s.enqueued]"
    assert ruby.value(sizes) == [0, 0, 0, 0]

"""C23: Stats, History, latency, the Web UI's JSON and sidekiqmon tell what pyworker did."""

import json
import os
import subprocess

import pytest

from tests.conformance.ruby import Ruby
from tests.conformance.service import BEAT_S, service
from tests.integration.worker import Queues

STATS = """
  s = Sidekiq::Stats.new
  [s.processed, s.failed, s.scheduled_size, s.retry_size, s.dead_size, s.enqueued,
   s.processes_size, s.workers_size]
"""


def do_some_of_everything(ruby: Ruby) -> None:
    """Leave behind: 4 done, 1 to be retried, 1 dead, 1 scheduled, 2 in a queue of nobody's."""
    ruby.run(
        "4.times { |n| Record.perform_async(n) }\n"
        "Fail.perform_async('x')\n"
        "Fail.set(retry: 0).perform_async('y')\n"
        "Record.perform_in(3600, 1)\n"
        "2.times { |n| Record.set(queue: 'unserved').perform_async(n) }"
    )
    ruby.until("s = Sidekiq::Stats.new; s.retry_size == 1 && s.dead_size == 1")


def test_c23_stats_and_history_add_up(redis_url: str, ruby: Ruby, queues: Queues) -> None:
    with service(redis_url) as worker:
        do_some_of_everything(ruby)
        ruby.run("Hold.perform_async('on')")
        queues.waited("started")
        ruby.until("s = Sidekiq::Stats.new; s.processed == 6 && s.workers_size == 1", BEAT_S)
        assert ruby.value(STATS) == [6, 2, 1, 1, 1, 2, 1, 1]
        assert ruby.value("Sidekiq::Stats.new.queues") == {"unserved": 2, "default": 0}
        assert ruby.value("Sidekiq::Stats.new.default_queue_latency") == 0
        queues.redis.rpush("release:on", "go")
        assert queues.waited("ran")
        assert worker.stop() == 0

    assert ruby.value(STATS) == [7, 2, 1, 1, 1, 2, 0, 0]
    history = ruby.value("h = Sidekiq::Stats::History.new(2); [h.processed, h.failed]")
    assert [sum(days.values()) for days in history] == [7, 2]


@pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12"])
def test_c23_history_counts_by_the_date_in_utc(zone: str, redis_url: str, ruby: Ruby) -> None:
    # At any time one of the two zones has another date than UTC.
    before = ruby.value("Time.now.utc.to_date.to_s")
    with service(redis_url, TZ=zone) as worker:
        ruby.run("Fail.perform_async('x')")
        worker.until("retry in")
        assert worker.stop() == 0
    after = ruby.value("Time.now.utc.to_date.to_s")

    history = ruby.value("h = Sidekiq::Stats::History.new(1); [h.processed, h.failed]")
    assert history in [[{day: 1}, {day: 1}] for day in (before, after)]


def test_c23_latency_of_a_promoted_job_counts_from_its_promotion(
    redis_url: str, ruby: Ruby
) -> None:
    with service(redis_url):
        ruby.run("Record.set(queue: 'unserved').perform_in(1, 1)")
        ruby.until("Sidekiq::Queue.new('unserved').size == 1")
        latency, own, since_due = ruby.value(
            "q = Sidekiq::Queue.new('unserved'); job = q.first\n"
            "[q.latency, job.latency, Time.now.to_f - job['created_at'] - 1]"
        )

    assert 0 <= latency <= own <= since_due


def test_c23_the_stats_pages_are_right(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url):
        do_some_of_everything(ruby)
        ruby.until("Sidekiq::Stats.new.processed == 6", BEAT_S)
        stats, sizes = ruby.get("/stats"), ruby.get("/stats/queues")

    assert (stats.status, sizes.status) == (200, 200)
    told = json.loads(stats.text)["sidekiq"]
    assert told == {
        "processed": 6,
        "failed": 2,
        "busy": 0,
        "processes": 1,
        "enqueued": 2,
        "scheduled": 1,
        "retries": 1,
        "dead": 1,
        "default_latency": 0,
    }
    assert json.loads(sizes.text) == {"unserved": 2, "default": 0}


def test_c23_sidekiqmon_prints_process_and_totals(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url, "-g", "reports", "-c", "3"):
        do_some_of_everything(ruby)
        ruby.until("Sidekiq::Stats.new.processed == 6", BEAT_S)
        identity = ruby.value("Sidekiq::ProcessSet.new.first.identity")
        told = subprocess.run(
            ["sidekiqmon"],
            env={"PATH": os.environ["PATH"], "REDIS_URL": redis_url, "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout

    lines = {name.strip(): value.strip() for name, _, value in map(split, told.splitlines())}
    assert "Couldn't" not in told
    assert (lines["Processed"], lines["Failed"], lines["Enqueued"]) == ("6", "2", "2")
    assert (lines["Retries"], lines["Scheduled"], lines["Dead"]) == ("1", "1", "1")
    assert f"{identity} [reports]" in told
    assert lines["Threads"] == "3 (0 busy)"
    assert lines["Queues"] == "default"


def split(line: str) -> tuple[str, str, str]:
    return line.partition(":")

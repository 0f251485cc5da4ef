"""C17 to C19: processes are killed, and Ruby finds that nothing is lost."""

import os
import signal
from collections import Counter
from contextlib import suppress

from tests.conformance.ruby import Ruby
from tests.conformance.service import service
from tests.integration.worker import Queues, Worker

DUE = 10_000
SCHEDULED_AND_QUEUED = """
  Sidekiq.redis { |c| c.multi { |t| t.zcard("schedule"); t.llen("queue:unserved") } }
"""


def kill_children(worker: Worker) -> None:
    for pid in worker.children():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def kill_all(worker: Worker) -> None:
    """Kill supervisor and children, so that none of them can clean up after another."""
    worker.process.send_signal(signal.SIGSTOP)
    kill_children(worker)
    worker.process.kill()
    worker.process.wait()


def start_three(ruby: Ruby, queues: Queues) -> None:
    ruby.run("3.times { |n| Hold.perform_async(n.to_s) }")
    assert sorted(queues.waited("started") for _ in range(3)) == ["0", "1", "2"]


def finish_three(ruby: Ruby, queues: Queues) -> None:
    """Let the three end in a process that has started them anew."""
    assert sorted(queues.waited("started") for _ in range(3)) == ["0", "1", "2"]
    # One more each for the runs that were killed: Redis may not have noticed their end.
    queues.redis.rpush("release:0", "go", "go")
    queues.redis.rpush("release:1", "go", "go")
    queues.redis.rpush("release:2", "go", "go")
    assert sorted(queues.waited("ran") for _ in range(3)) == ["0", "1", "2"]


def assert_three_ran(ruby: Ruby) -> None:
    seen = ruby.value(
        "s = Sidekiq::Stats.new\n"
        "[s.processed, s.failed, s.enqueued, s.retry_size, s.dead_size, s.scheduled_size]"
    )
    assert seen == [3, 0, 0, 0, 0, 0]


def test_c17_a_child_killed_amid_jobs_loses_none(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url, "-c", "3") as worker:
        start_three(ruby, queues)
        kill_children(worker)
        finish_three(ruby, queues)
        assert worker.stop() == 0

    assert_three_ran(ruby)


def test_c17_a_whole_service_killed_amid_jobs_loses_none(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url, "-c", "3") as killed:
        start_three(ruby, queues)
        kill_all(killed)
        with service(redis_url, "-c", "3") as worker:
            finish_three(ruby, queues)
            assert worker.stop() == 0

    assert_three_ran(ruby)


def test_c18_a_kill_between_schedule_and_queue_loses_none(redis_url: str, ruby: Ruby) -> None:
    jids = ruby.value(
        f"Jid.set(queue: 'unserved').perform_bulk((0...{DUE}).zip, batch_size: {DUE})\n"
        "now = Time.now.to_f\n"
        "jobs = Sidekiq::Queue.new('unserved').map(&:item)\n"
        "Sidekiq::Queue.new('unserved').clear\n"
        "jobs.each_slice(500) { |few| Sidekiq.redis { |c| c.zadd('schedule',"
        " few.map { |job| [now, Sidekiq.dump_json(job)] }) } }\n"
        "jobs.map { |job| job['jid'] }"
    )
    assert len(set(jids)) == DUE
    sums = Counter[int]()
    moved_at_kills: list[int] = []
    with service(redis_url) as worker:
        moved = 0
        while moved < DUE:
            scheduled, moved = ruby.value(SCHEDULED_AND_QUEUED)
            sums[scheduled + moved] += 1
            # Each child may move something before it dies; the third is left alone.
            if max([0, *moved_at_kills]) < moved < DUE and len(moved_at_kills) < 2:
                kill_children(worker)
                moved_at_kills.append(moved)

    assert moved_at_kills
    assert set(sums) == {DUE}
    assert sorted(ruby.value("Sidekiq::Queue.new('unserved').map(&:jid)")) == sorted(jids)


def test_c19_a_job_that_kills_its_process_ends_in_the_dead_set(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url, "-c", "2") as worker:
        jid = ruby.value("Suicide.perform_async")
        ruby.run("10.times { |n| Record.perform_async(n) }")
        ruby.until("Sidekiq::DeadSet.new.size == 1")
        ran = Counter[str]()
        while len(ran) < 11 or ran["suicide"] < 3:
            ran[queues.waited("ran")] += 1
        assert worker.stop() == 0

    entry = ruby.value("Sidekiq::DeadSet.new.first.item")
    assert (entry["jid"], entry["error_class"]) == (jid, "RecoveredTooOften")
    assert ran["suicide"] == 3
    assert set(ran) == {"suicide", *map(str, range(10))}
    assert ruby.value("s = Sidekiq::Stats.new; [s.dead_size, s.retry_size, s.enqueued]") == [
        1,
        0,
        0,
    ]
    assert ruby.get("/morgue").status == 200

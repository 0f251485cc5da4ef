"""Whatever is killed, whenever: every job runs, none is lost."""

import json
import os
import signal
from collections import Counter
from collections.abc import Callable

import pytest

from pyworker.runtime.pace import MOST
from tests.integration.worker import Queues, Worker

JOBS = 10_000
THREADS = 3


def kill_child(worker: Worker) -> None:
    os.kill(worker.children()[0], signal.SIGKILL)


def kill_supervisor(worker: Worker) -> None:
    worker.process.kill()


def kill_both(worker: Worker) -> None:
    children = worker.children()
    # Stopped, it cannot replace or bury anything in between.
    worker.process.send_signal(signal.SIGSTOP)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    worker.process.kill()


@pytest.mark.parametrize("kill", [kill_child, kill_supervisor, kill_both])
def test_every_job_runs_though_processes_are_killed_amid_10000(
    kill: Callable[[Worker], None], redis_url: str
) -> None:
    queues = Queues(redis_url)
    queues.push_all("Record", [[number] for number in range(JOBS)])
    ran: Counter[int] = Counter()

    def until(distinct: int) -> None:
        while len(ran) < distinct:
            ran[json.loads(queues.waited("ran"))] += 1

    flags = ("-c", str(THREADS))
    with Worker(redis_url, *flags, PYWORKER_LOG_LEVEL="warning") as first:
        until(JOBS // 4)
        kill(first)
        with Worker(redis_url, *flags, PYWORKER_LOG_LEVEL="warning") as second:
            until(JOBS)
            assert second.stop() == 0
        if first.process.poll() is None:
            assert first.stop() == 0
    ran.update(json.loads(left) for left in queues.redis.lrange("ran", 0, -1))

    assert set(ran) == set(range(JOBS))
    # Once all have run, what still waits is what was in flight and will run again.
    assert sum(ran.values()) - JOBS + len(queues.queued()) <= THREADS * MOST
    assert queues.leased() == 0


def test_a_job_that_kills_its_process_ends_in_the_dead_set(redis_url: str) -> None:
    queues = Queues(redis_url)
    body = queues.push("Suicide")
    others = queues.push_all("Record", [[number] for number in range(20)])

    with Worker(redis_url, "-c", "2") as worker:
        worker.until("1 dead")
        # What ran beside a crash runs again.
        ran: Counter[str] = Counter()
        while len(ran) < len(others) + 1 or ran["suicide"] < 3:
            ran[queues.waited("ran")] += 1
        assert worker.stop() == 0

    (payload, _), *more = queues.sorted_set("dead")
    assert more == []
    assert payload["jid"] == json.loads(body)["jid"]
    assert payload["error_class"] == "RecoveredTooOften"
    assert "3 times" in payload["error_message"]
    assert set(ran) == {"suicide", *map(str, range(len(others)))}
    assert ran["suicide"] + queues.redis.lrange("ran", 0, -1).count("suicide") == 3
    assert queues.sorted_set("retry") == []


@pytest.mark.parametrize("class_name", ["Forever", "Spin"])
def test_a_job_past_its_time_is_killed_counted_once_and_its_neighbours_run(
    class_name: str, redis_url: str
) -> None:
    queues = Queues(redis_url)
    queues.push(class_name)
    with Worker(redis_url, "-c", "2") as worker:
        queues.waited("started")
        queues.push("Block", "neighbour")
        queues.waited("started")
        worker.until(rf"class={class_name} .*JobTimeout: {class_name} ran longer than .* 1 s")

        # The neighbour's process died with the late job; it runs again, and to its end.
        queues.waited("started")
        queues.redis.rpush("release:neighbour", "go", "go")
        assert queues.waited("ran") == "neighbour"
        assert worker.stop() == 0

    ((payload, _),) = queues.sorted_set("retry")
    assert payload["error_class"] == "JobTimeout"
    assert payload["retry_count"] == 0
    assert queues.number("stat:failed") == 1
    assert queues.number("stat:processed") == 2
    assert queues.redis.exists("pyworker:suspects") == 0

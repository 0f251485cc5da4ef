"""Children that outgrow a limit finish, and others take their places: it is no failure."""

import json
from pathlib import Path

import pytest

from tests.integration.worker import Queues, Worker

GROW = """
from pyworker import job
from tests.integration.jobs import client

kept = []

@job("Grow")
def grow(mebibytes: int) -> None:
    kept.append(bytearray(b"x") * (mebibytes << 20))
    client().rpush("ran", "grown")
"""


@pytest.fixture
def module(tmp_path: Path) -> str:
    path = tmp_path / "growing.py"
    path.write_text(GROW)
    return str(path)


def nothing_was_lost(queues: Queues) -> None:
    assert queues.leased() == 0
    assert queues.queued() == []
    assert queues.redis.exists("retry", "dead", "pyworker:suspects") == 0
    assert queues.redis.scard("processes") == 0


def test_a_child_that_has_run_its_jobs_is_replaced_before_it_has_finished(redis_url: str) -> None:
    queues = Queues(redis_url)
    with Worker(redis_url, "-c", "2", "--max-jobs", "3") as worker:
        worker.ready()
        (old,) = worker.children()
        queues.push("Block", "long")
        queues.waited("started")
        for number in range(3):
            queues.push("Record", number)
            queues.waited("ran")

        worker.until(f"child {old} has run 3 jobs: it finishes, another takes its place")
        worker.ready()
        queues.push("Record", "new")
        assert json.loads(queues.waited("ran")) == "new"
        assert old in worker.children()
        queues.redis.rpush("release:long", "go")
        assert queues.waited("ran") == "long"

        worker.until(f"child {old} has finished")
        assert worker.stop() == 0
    nothing_was_lost(queues)


def test_many_jobs_run_once_each_through_many_children(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push_all("Record", [[number] for number in range(12_000)])

    with Worker(redis_url, "-c", "2", "--max-jobs", "500") as worker:
        worker.until("has run [0-9]+ jobs")
        worker.until("has finished")
        ran = [json.loads(queues.waited("ran")) for _ in range(12_000)]
        assert worker.stop() == 0

    assert sorted(ran) == list(range(12_000))
    assert "starting another" not in worker.said
    nothing_was_lost(queues)


def test_a_child_that_has_grown_too_large_is_replaced(redis_url: str, module: str) -> None:
    queues = Queues(redis_url)
    with Worker(redis_url, "-r", module, "--max-memory", "256M") as worker:
        worker.ready()
        (old,) = worker.children()
        queues.push("Grow", 300)
        queues.waited("ran")

        worker.until(f"child {old} uses 3[0-9]{{2}} MiB: it finishes, another takes its place")
        worker.until(f"child {old} has finished")

        queues.push("Record", 1)
        queues.waited("ran")
        assert worker.stop() == 0
    nothing_was_lost(queues)


def test_a_job_that_does_not_finish_in_time_goes_back_and_runs_in_the_new_child(
    redis_url: str, module: str
) -> None:
    queues = Queues(redis_url)
    flags = ("-r", module, "-c", "2", "-t", "0.2", "--max-memory", "256M")
    with Worker(redis_url, *flags) as worker:
        worker.ready()
        queues.push("Block", "long")
        queues.waited("started")
        queues.push("Grow", 300)
        queues.waited("ran")

        worker.until("1 jobs still run; they are given back")
        # The new child runs it from its beginning.
        assert queues.waited("started") == "long"
        queues.redis.rpush("release:long", "go", "go")
        assert queues.waited("ran") == "long"
        assert worker.stop() == 0
    nothing_was_lost(queues)


def test_a_limit_that_no_child_can_keep_is_told_and_children_are_left_alone(
    redis_url: str,
) -> None:
    with Worker(redis_url, "--max-memory", "1M") as worker:
        worker.ready()

        worker.until("uses [0-9]+ MiB before its first job: raise the limit")
        assert len(worker.children()) == 1
        assert worker.stop() == 0
    assert "takes its place" not in worker.said

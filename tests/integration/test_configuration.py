"""The real service with a sidekiq.yml, and what its settings change."""

import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integration.worker import Queues, Worker

CAPSULES = """\
:concurrency: <%= ENV.fetch("THREADS", 2) %>
:queues:
  - [high, 3]
  - [low, 1]
:capsules:
  :single:
    :concurrency: 1
    :queues: [exports]
production:
  :tag: blue
  :labels: [gpu]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sidekiq.yml"
    path.write_text(CAPSULES)
    return path


def info(queues: Queues) -> Mapping[str, Any]:
    """Return what the one process shows of itself."""
    (identity,) = queues.redis.smembers("processes")
    return dict(json.loads(str(queues.redis.hget(str(identity), "info"))))


def test_all_capsules_of_a_file_are_served(redis_url: str, file: Path) -> None:
    queues = Queues(redis_url)
    for queue in ("high", "low", "exports"):
        queues.push("Record", queue, queue=queue)

    with Worker(redis_url, "-C", str(file), "-e", "production") as worker:
        worker.until(f"settings of {file} are read, in production")
        worker.until("1 processes with 3 threads each, queues high, low, exports")
        assert {queues.waited("ran") for _ in range(3)} == {'"high"', '"low"', '"exports"'}
        for queue in ("exports", "low"):
            queues.push("Record", queue, queue=queue)
            assert queues.waited("ran") == f'"{queue}"'
        shown = info(queues)
        assert worker.stop() == 0

    assert (shown["concurrency"], shown["tag"], shown["labels"]) == (3, "blue", ["gpu"])
    assert shown["queues"] == ["high", "low", "exports"]
    assert shown["weights"] == [{"high": 3, "low": 1}, {"exports": 0}]
    assert shown["capsules"]["single"] == {
        "concurrency": 1,
        "mode": "strict",
        "weights": {"exports": 0},
    }
    assert queues.leased() == 0


@pytest.mark.parametrize(("blocked", "free"), [("exports", "low"), ("low", "exports")])
def test_a_capsule_whose_threads_are_busy_does_not_stop_the_other(
    blocked: str, free: str, redis_url: str, file: Path
) -> None:
    queues = Queues(redis_url)

    with Worker(redis_url, "-C", str(file), THREADS="1") as worker:
        queues.push("Block", "long", queue=blocked)
        assert queues.waited("started") == "long"
        held = queues.push("Record", "waits", queue=blocked)
        for number in range(20):
            queues.push("Record", number, queue=free)
            assert queues.waited("ran") == str(number)
        # A capsule's threads are its own: nobody else's took the job that waits.
        assert queues.queued(blocked) == [held]
        queues.redis.rpush("release:long", "go")
        assert [queues.waited("ran"), queues.waited("ran")] == ["long", '"waits"']
        assert worker.stop() == 0


def test_what_a_killed_process_held_in_any_capsule_comes_back(redis_url: str, file: Path) -> None:
    queues = Queues(redis_url)

    with Worker(redis_url, "-C", str(file)) as worker:
        for queue in ("high", "exports"):
            queues.push("Block", queue, queue=queue)
        assert {queues.waited("started"), queues.waited("started")} == {"high", "exports"}
        (child,) = worker.children()
        # The supervisor goes first: it would return what its child held.
        worker.process.kill()
        os.kill(child, signal.SIGKILL)
    for queue in ("high", "exports"):
        queues.redis.rpush(f"release:{queue}", "go")

    with Worker(redis_url, "-C", str(file)):
        assert {queues.waited("ran"), queues.waited("ran")} == {"high", "exports"}


def test_the_number_of_retries_is_a_setting(redis_url: str, tmp_path: Path) -> None:
    path = tmp_path / "sidekiq.yml"
    path.write_text("max_retries: 2")
    queues = Queues(redis_url)
    queues.push("Fail", "last", retry_count=1)
    queues.push("Fail", "own number", retry_count=1, retry=5)
    queues.push("Fail", "not yet", retry_count=0)

    with Worker(redis_url, "-C", str(path), "-c", "1") as worker:
        worker.until("ValueError: last; dead: no retry is left")
        worker.until("ValueError: own number; retry in")
        worker.until("ValueError: not yet; retry in")
        assert worker.stop() == 0

    ((dead, _),) = queues.sorted_set("dead")
    assert dead["args"] == ["last"]


def test_the_dead_set_is_trimmed_by_the_settings(redis_url: str, tmp_path: Path) -> None:
    path = tmp_path / "sidekiq.yml"
    path.write_text("dead_max_jobs: 3\ndead_timeout_in_seconds: 1000")
    queues = Queues(redis_url)
    now = time.time()
    queues.redis.zadd("dead", {"ancient": now - 1010, "old": now - 900, "older": now - 950})

    with Worker(redis_url, "-C", str(path)) as worker:
        queues.push("Fail", "one", retry=0)
        worker.until("ValueError: one; dead")
        assert worker.stop() == 0

    members: Any = queues.redis.zrange("dead", 0, -1)
    assert len(members) == 2
    assert members[0] == "old"


def test_wrong_settings_are_refused_before_anything_starts(redis_url: str, tmp_path: Path) -> None:
    path = tmp_path / "sidekiq.yml"
    path.write_text("concurrency: many\ncapsules: {a: {queues: []}}")

    with Worker(redis_url, "-C", str(path), PYWORKER_TIMEOUT="soon") as worker:
        worker.until("sidekiq.yml:1: concurrency: expected a whole number from 1, got 'many'")
        worker.until("PYWORKER_TIMEOUT: expected a number from 0, got 'soon'")
        worker.until("sidekiq.yml:2: capsules.a.queues: expected names of queues, got none")
        assert worker.process.wait() == 2

    assert Queues(redis_url).redis.keys() == []

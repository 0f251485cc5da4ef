"""A restart by USR2: new code, the same supervisor, no job lost, none interrupted."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.integration.worker import Queues, Worker

MODULE = """
from pyworker import job
from tests.integration.jobs import client

@job("Version")
def version() -> None:
    client().rpush("ran", "{version}")
"""
NEW_SERVE = "the new processes serve; ([0-9]+) old ones finish"


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """The user's code, as it is before the restart.

    Python takes a file of the same second and the same size for unchanged: tests change its size.
    """
    path = tmp_path / "changing.py"
    path.write_text(MODULE.format(version="old"))
    return path


def version(queues: Queues) -> str:
    queues.push("Version")
    return queues.waited("ran")


def test_new_code_runs_and_an_old_childs_job_finishes(redis_url: str, module: Path) -> None:
    queues = Queues(redis_url)
    flags = ("-r", str(module), "--processes", "2", "-c", "1")
    with Worker(redis_url, *flags) as worker:
        worker.ready().ready()
        old, supervisor = worker.children(), worker.process.pid
        assert version(queues) == "old"
        # The one thread of one old process; the other one will have nothing to finish.
        queues.push("Block", "begun before")
        queues.waited("started")

        module.write_text(MODULE.format(version="newer"))
        worker.process.send_signal(signal.SIGUSR2)

        assert worker.until(NEW_SERVE)[1] == "2"
        worker.until("child [0-9]+ has finished")
        assert version(queues) == "newer"
        assert (worker.process.poll(), worker.process.pid) == (None, supervisor)
        (busy,) = set(old) & set(worker.children())
        queues.redis.rpush("release:begun before", "go")
        assert queues.waited("ran") == "begun before"
        worker.until(f"child {busy} has finished")
        assert len(worker.children()) == 2
        assert not set(old) & set(worker.children())
        assert worker.stop() == 0

    assert queues.redis.scard("processes") == 0
    assert queues.leased() == 0
    assert queues.redis.exists("pyworker:suspects", "retry", "dead") == 0


def test_no_job_is_lost_or_run_twice_amid_10000(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push_all("Record", [[number] for number in range(10_000)])
    ran: Counter[str] = Counter()

    with Worker(redis_url, "-c", "3", PYWORKER_LOG_LEVEL="warning") as worker:
        for share in (2_000, 5_000):
            while len(ran) < share:
                ran[queues.waited("ran")] += 1
            worker.process.send_signal(signal.SIGUSR2)
        while len(ran) < 10_000:
            ran[queues.waited("ran")] += 1
        assert worker.stop() == 0

    assert set(ran.values()) == {1}
    assert queues.redis.llen("ran") == 0
    assert queues.number("stat:processed") == 10_000


@pytest.mark.parametrize("text", ["import a module that is nowhere", "raise ValueError('no')"])
def test_code_that_cannot_be_loaded_leaves_the_old_processes_in_service(
    redis_url: str, module: Path, text: str
) -> None:
    queues = Queues(redis_url)
    with Worker(redis_url, "-r", str(module)) as worker:
        worker.ready()
        old = worker.children()

        module.write_text(text)
        worker.process.send_signal(signal.SIGUSR2)

        worker.until("changing.py: cannot be loaded")
        worker.until("restart: the new code cannot be used, .*; the old processes stay in service")
        assert worker.children() == old
        assert version(queues) == "old"

        # What is repaired can be restarted.
        module.write_text(MODULE.format(version="newer"))
        worker.process.send_signal(signal.SIGUSR2)
        worker.until(NEW_SERVE)
        worker.until("child [0-9]+ has finished")
        assert version(queues) == "newer"
        assert worker.stop() == 0


def test_new_processes_that_die_at_once_leave_the_old_ones_in_service(
    redis_url: str, module: Path
) -> None:
    queues = Queues(redis_url)
    with Worker(redis_url, "-r", str(module)) as worker:
        worker.ready()
        (old,) = worker.children()

        dies = "import os\nos.register_at_fork(after_in_child=lambda: os._exit(9))\n"
        module.write_text(dies + MODULE.format(version="newer"))
        worker.process.send_signal(signal.SIGUSR2)

        for _ in range(2):
            worker.until("exit status 9; .*; until the new processes serve, the old ones do")
        assert old in worker.children()
        assert version(queues) == "old"

        module.write_text(MODULE.format(version="repaired"))
        worker.process.send_signal(signal.SIGUSR2)
        worker.until(NEW_SERVE)
        worker.until(f"child {old} has finished")
        assert version(queues) == "repaired"
        assert worker.stop() == 0


def test_an_old_childs_job_past_its_time_fails_alone(redis_url: str, module: Path) -> None:
    queues = Queues(redis_url)
    module.write_text(
        "import time\nfrom pyworker import job\nfrom tests.integration.jobs import client\n"
        "@job('Late', timeout_s=6)\n"
        "def late():\n    client().rpush('started', 'late')\n    time.sleep(600)\n"
    )
    with Worker(redis_url, "-r", str(module), "-c", "2") as worker:
        queues.push("Late")
        queues.waited("started")
        queues.push("Block", "neighbour")
        queues.waited("started")

        worker.process.send_signal(signal.SIGUSR2)

        worker.until("restart: the new code starts")
        worker.until("JobTimeout: Late ran longer than its limit of 6 s")
        assert queues.waited("started") == "neighbour"
        queues.redis.rpush("release:neighbour", "go", "go")
        assert queues.waited("ran") == "neighbour"
        assert worker.stop() == 0

    ((payload, _),) = queues.sorted_set("retry")
    assert payload["error_class"] == "JobTimeout"
    assert queues.redis.exists("pyworker:suspects") == 0


def test_a_stop_during_a_restart_stops_old_and_new(redis_url: str) -> None:
    queues = Queues(redis_url)
    with Worker(redis_url) as worker:
        worker.ready()
        queues.push("Block", "last")
        queues.waited("started")

        worker.process.send_signal(signal.SIGUSR2)
        worker.until("restart: the new code starts")
        worker.process.send_signal(signal.SIGTERM)
        worker.until("stopping: up to 25 s")
        queues.redis.rpush("release:last", "go")

        assert worker.process.wait(20) == 0

    assert queues.waited("ran") == "last"
    assert queues.redis.scard("processes") == 0


def test_killed_amid_a_restart_nothing_is_lost(redis_url: str) -> None:
    queues = Queues(redis_url)
    ran: set[str] = set()
    with Worker(redis_url, PYWORKER_LOG_LEVEL="warning") as worker:
        queues.push_all("Record", [[number] for number in range(2_000)])
        ran.add(queues.waited("ran"))
        worker.process.send_signal(signal.SIGUSR2)
        while len(worker.children()) < 2:
            ran.add(queues.waited("ran"))
        for pid in (worker.process.pid, *worker.children()):
            os.kill(pid, signal.SIGKILL)
    with Worker(redis_url) as second:
        second.ready()
        while len(ran) < 2_000:
            ran.add(queues.waited("ran"))
        assert second.stop() == 0
    assert queues.leased() == 0


def test_a_restart_follows_a_link_to_the_newer_release(redis_url: str, tmp_path: Path) -> None:
    queues = Queues(redis_url)
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "changing.py").write_text(MODULE.format(version=name))
    current = tmp_path / "current"
    current.symlink_to("old")
    with Worker(redis_url, "-r", "changing.py", PWD=str(current), folder=current) as worker:
        worker.ready()
        assert version(queues) == "old"

        current.unlink()
        current.symlink_to("new")
        worker.process.send_signal(signal.SIGUSR2)

        worker.until(NEW_SERVE)
        worker.until("child [0-9]+ has finished")
        assert version(queues) == "new"
        assert worker.stop() == 0


def test_after_a_restart_old_and_new_children_still_hear_of_their_supervisors_death(
    redis_url: str,
) -> None:
    queues = Queues(redis_url)
    with Worker(redis_url, "-c", "1") as worker:
        worker.ready()
        queues.push("Block", "long")
        queues.waited("started")
        worker.process.send_signal(signal.SIGUSR2)
        worker.until("restart: the new code starts")
        worker.ready()
        children = worker.children()

        worker.process.kill()

        assert len(children) == 2
        for _ in children:
            worker.until("stopping: up to 25 s")
        queues.redis.rpush("release:long", "go")
        assert queues.waited("ran") == "long"
        for _ in children:
            worker.until("bye")
    assert queues.redis.scard("processes") == 0

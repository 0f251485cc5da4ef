"""Stopping, quieting and asking a running service."""

import json
import os
import signal

import pytest

from tests.integration.worker import Queues, Worker


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_running_job_may_finish_at_a_stop(signum: signal.Signals, redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("Block", "last")

    with Worker(redis_url) as worker:
        queues.waited("started")
        worker.process.send_signal(signum)
        worker.until("stopping: up to 25 s")
        queues.redis.rpush("release:last", "go")
        assert worker.process.wait(20) == 0

    assert queues.waited("ran") == "last"
    assert queues.queued() == []
    assert queues.redis.scard("processes") == 0


def test_ctrl_c_at_a_terminal_reaches_all_processes_and_still_lets_jobs_finish(
    redis_url: str,
) -> None:
    queues = Queues(redis_url)
    queues.push("Block", "last")

    with Worker(redis_url) as worker:
        queues.waited("started")
        os.killpg(worker.process.pid, signal.SIGINT)
        worker.until("stopping: up to 25 s")
        queues.redis.rpush("release:last", "go")
        assert worker.process.wait(20) == 0

    assert queues.waited("ran") == "last"


def test_unfinished_jobs_go_back_byte_identical_to_the_head_of_their_queue(redis_url: str) -> None:
    queues = Queues(redis_url)
    odd = '{"class":"Block","args":["b"],"jid":"b","n":1.10,"big":12345678901234567890,"e":[] }'
    first = queues.push("Block", "a")
    queues.redis.lpush("queue:default", odd)

    with Worker(redis_url, "-c", "2", "-t", "0.1") as worker:
        assert {queues.waited("started"), queues.waited("started")} == {"a", "b"}
        waiting = queues.push("Record", 1)
        assert worker.stop() == 0
        worker.until("2 jobs still run; they are given back")

    *returned, last = queues.queued()
    assert set(returned) == {first, odd}
    assert last == waiting
    assert queues.leased() == 0
    assert queues.number("stat:processed") == 0


def test_tstp_quiets_new_jobs_wait_and_running_ones_end(redis_url: str) -> None:
    queues = Queues(redis_url)
    queues.push("Block", "running")

    with Worker(redis_url) as worker:
        queues.waited("started")
        worker.process.send_signal(signal.SIGTSTP)
        worker.until("quiet: no more jobs are fetched")
        waiting = queues.push("Record", 1)
        queues.redis.rpush("release:running", "go")
        assert queues.waited("ran") == "running"
        worker.until("class=Block .* INFO: done")
        assert worker.stop() == 0

    assert queues.queued() == [waiting]


def test_ttin_logs_every_threads_stack_and_its_job(redis_url: str) -> None:
    queues = Queues(redis_url)
    jid = json.loads(queues.push("Block", "deep"))["jid"]

    with Worker(redis_url) as worker:
        queues.waited("started")
        worker.process.send_signal(signal.SIGTTIN)
        worker.until(f"thread processor-[0-9]+ tid=[a-z0-9]+ class=Block jid={jid}")
        worker.until("in block")
        worker.until("thread heartbeat")
        queues.redis.rpush("release:deep", "go")
        assert worker.stop() == 0


@pytest.mark.parametrize(("name", "line"), [("TSTP", "quiet: no more"), ("TERM", "bye")])
def test_the_web_uis_buttons_are_obeyed(name: str, line: str, redis_url: str) -> None:
    queues = Queues(redis_url)

    with Worker(redis_url) as worker:
        worker.ready()
        (identity,) = map(str, queues.redis.smembers("processes"))
        queues.redis.lpush(f"{identity}-signals", name)
        worker.until(line)


def test_a_child_that_was_told_to_stop_is_not_replaced(redis_url: str) -> None:
    with Worker(redis_url) as worker:
        worker.ready()
        os.kill(worker.children()[0], signal.SIGTERM)
        worker.until("bye")
        assert worker.process.wait(20) == 0


def test_a_child_that_dies_at_once_again_and_again_is_started_with_growing_delays(
    redis_url: str,
) -> None:
    with Worker(redis_url) as worker:
        delays = []
        for _ in range(4):
            worker.ready()
            os.kill(worker.children()[0], signal.SIGKILL)
            delays.append(float(worker.until("starting another in ([0-9.]+) s")[1]))
        assert worker.stop() == 0

    assert delays == [0.0, 0.5, 1.0, 2.0]

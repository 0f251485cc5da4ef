"""The health port: probes and metrics, over HTTP, of a running service."""

import json
import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from tests.integration.worker import PATIENCE_S, Queues, Worker
from tests.servers.redis import RedisServer

LINE = re.compile(r'[a-z_]+(\{([a-z]+="([^"\\]|\\.)*",?)*\})? [0-9.e+-]+(Inf)?')


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number: int = taken.getsockname()[1]
        return number


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_S) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def until(port: int, path: str, met: Callable[[int, str], bool]) -> str:
    """Ask until the answer is as it should be: what happens in other processes sends no signal."""
    give_up_at, answer = time.monotonic() + PATIENCE_S, (0, "nobody listens")
    while time.monotonic() < give_up_at:
        try:
            answer = get(port, path)
        except OSError:
            continue
        if met(*answer):
            return answer[1]
    raise AssertionError(f"{path} still answers {answer}")


def until_ready(port: int) -> None:
    until(port, "/ready", lambda status, _: status == 200)


def serving(redis_url: str, port: int, *flags: str) -> Worker:
    return Worker(redis_url, "--health-port", str(port), *flags)


def test_a_service_that_waits_for_jobs_is_alive_and_ready(redis_url: str, port: int) -> None:
    with serving(redis_url, port) as worker:
        until_ready(port)

        assert get(port, "/live") == (200, '{"status": "live"}\n')
        assert get(port, "/ready") == (200, '{"status": "ready"}\n')
        status, text = get(port, "/nothing")
        assert (status, text) == (404, "no such page; there are /live, /ready, /metrics\n")
        assert worker.stop() == 0

    with pytest.raises(urllib.error.URLError):
        get(port, "/live")


EXPECTED = """
# TYPE pyworker_jobs_processed_total counter
# TYPE pyworker_job_duration_seconds histogram
pyworker_ready 1
pyworker_redis_up 1
pyworker_jobs_failed_total 1
pyworker_jobs_recovered_total 0
pyworker_jobs_leased 1
pyworker_jobs_total{class="Record",result="done"} 3
pyworker_job_duration_seconds_count{class="Record"} 3
pyworker_job_duration_seconds_bucket{class="Record",le="+Inf"} 3
pyworker_queue_size{queue="default"} 1
pyworker_queue_size{queue="idle"} 0
pyworker_queue_latency_seconds{queue="idle"} 0
pyworker_set_size{set="retry"} 1
pyworker_threads{process="0",state="serving"} 1
pyworker_threads_busy{process="0",state="serving"} 1
"""


def test_metrics_tell_of_jobs_queues_and_processes(redis_url: str, port: int) -> None:
    queues = Queues(redis_url)
    with serving(redis_url, port, "-q", "default", "-q", "idle", "-c", "1") as worker:
        for number in range(3):
            queues.push("Record", number)
            queues.waited("ran")
        queues.push("Fail", "no")
        queues.push("Block", "x")
        queues.waited("started")
        queues.push("Record", "waits")
        queues.push("Record", "unserved", queue="unserved")

        until(port, "/metrics", lambda _, text: "jobs_processed_total 4\n" in text)
        text = until(port, "/metrics", lambda _, text: 'class="Fail",result="failed"} 1' in text)

        for line in text.splitlines():
            assert line.startswith("# ") or LINE.fullmatch(line), line
        assert set(EXPECTED.split("\n")[1:-1]) <= set(text.splitlines())
        assert "unserved" not in text
        memory = re.search(r'resident_memory_bytes{process="0",state="serving"} ([0-9]+)', text)
        assert memory
        assert int(memory[1]) > 10_000_000
        queues.redis.rpush("release:x", "go")
        assert worker.stop() == 0


def test_counts_outlive_the_child_that_did_the_jobs(redis_url: str, port: int) -> None:
    queues = Queues(redis_url)
    with serving(redis_url, port) as worker:
        worker.ready()
        queues.push("Record", 1)
        queues.waited("ran")
        until(port, "/metrics", lambda _, text: 'count{class="Record"} 1' in text)

        os.kill(worker.children()[0], signal.SIGKILL)
        worker.ready()

        wanted = ("pyworker_process_deaths_total 1\n", "pyworker_jobs_processed_total 1\n")
        text = until(port, "/metrics", lambda _, text: all(each in text for each in wanted))
        assert 'count{class="Record"} 1' in text
        assert worker.stop() == 0


def test_while_redis_is_frozen_the_service_lives_and_is_not_ready(
    own_redis: RedisServer, port: int
) -> None:
    with serving(own_redis.url, port) as worker:
        until_ready(port)

        own_redis.process.pause()
        text = until(port, "/ready", lambda status, _: status == 503)

        (reason,) = json.loads(text)["reasons"]
        assert re.fullmatch(r"process 0: it has neither fetched nor waited .* for \d+ s", reason)
        assert get(port, "/live")[0] == 200
        assert "\npyworker_redis_up 0\n" in get(port, "/metrics")[1]
        own_redis.process.resume()
        until_ready(port)
        assert worker.stop() == 0


def test_busy_with_all_threads_it_is_ready(redis_url: str, port: int) -> None:
    queues = Queues(redis_url)
    with serving(redis_url, port, "-c", "1") as worker:
        queues.push("Block", "long")
        queues.waited("started")
        until_ready(port)

        busy = 'pyworker_threads_busy{process="0",state="serving"} 1\n'
        until(port, "/metrics", lambda _, text: busy in text and "pyworker_ready 1\n" in text)
        queues.redis.rpush("release:long", "go")
        assert worker.stop() == 0


@pytest.mark.parametrize(("number", "word"), [(signal.SIGTSTP, "quiet"), (signal.SIGTERM, "stop")])
def test_told_to_end_it_is_not_ready_and_says_why(
    redis_url: str, port: int, number: signal.Signals, word: str
) -> None:
    queues = Queues(redis_url)
    with serving(redis_url, port) as worker:
        queues.push("Block", "last")
        queues.waited("started")
        until_ready(port)

        worker.process.send_signal(number)

        text = until(port, "/ready", lambda status, _: status == 503)
        assert word in json.loads(text)["reasons"][0]
        assert get(port, "/live")[0] == 200
        queues.redis.rpush("release:last", "go")
        assert worker.stop() == 0


def test_a_health_process_that_dies_is_replaced(redis_url: str, port: int) -> None:
    with serving(redis_url, port) as worker:
        worker.ready()
        (job,) = worker.children()
        until_ready(port)
        (health,) = set(worker.children()) - {job}

        os.kill(health, signal.SIGKILL)

        worker.until(f"the health process {health} ended .*; starting another")
        until_ready(port)
        assert worker.stop() == 0


def test_it_dies_with_its_supervisor_and_frees_the_port(redis_url: str, port: int) -> None:
    queues = Queues(redis_url)
    with serving(redis_url, port) as worker:
        queues.push("Block", "long")
        queues.waited("started")
        until_ready(port)

        worker.process.kill()
        worker.until("stopping")

        # The child still runs its job; another service can have the port.
        with serving(redis_url, port) as second:
            second.ready()
            until_ready(port)
            queues.redis.rpush("release:long", "go")
            assert second.stop() == 0


def test_a_silent_client_holds_up_nobody(redis_url: str, port: int) -> None:
    with serving(redis_url, port) as worker:
        until_ready(port)
        with socket.create_connection(("127.0.0.1", port)) as silent:
            silent.sendall(b"GET /ready")

            assert get(port, "/ready")[0] == 200
            assert worker.stop() == 0


def test_the_port_answers_through_a_restart_and_counts_go_on(redis_url: str, port: int) -> None:
    queues = Queues(redis_url)
    with serving(redis_url, port) as worker:
        worker.ready()
        queues.push("Record", 1)
        queues.waited("ran")
        until(port, "/metrics", lambda _, text: "jobs_processed_total 1\n" in text)

        worker.process.send_signal(signal.SIGUSR2)
        worker.until("restart: the new code starts")
        # Nobody is refused; who asks meanwhile waits.
        assert get(port, "/live")[0] == 200
        worker.until("child [0-9]+ has finished")

        assert "jobs_processed_total 1\n" in get(port, "/metrics")[1]
        until_ready(port)
        assert worker.stop() == 0


def test_a_port_that_is_taken_is_told_at_the_start(redis_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving(redis_url, port) as worker:
            worker.until(f"--health-port: cannot listen at 127.0.0.1 port {port}: Address already")
            assert worker.process.wait(PATIENCE_S) == 2


def test_without_a_port_there_is_no_process_for_it(redis_url: str) -> None:
    with Worker(redis_url) as worker:
        worker.ready()

        assert len(worker.children()) == 1
        assert worker.stop() == 0

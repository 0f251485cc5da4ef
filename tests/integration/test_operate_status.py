"""``pyworker status``: of a real worker, of Ruby's as it writes them, once and live."""

import json
import signal
import time

import click
import pytest

from tests.integration.operator_command import Operator, Terminal
from tests.integration.worker import Queues, Worker
from tests.servers.redis import RedisServer


@pytest.fixture
def queues(redis_url: str) -> Queues:
    return Queues(redis_url)


@pytest.fixture
def operator(redis_url: str) -> Operator:
    return Operator(redis_url)


def ruby_process(queues: Queues, **info: object) -> str:
    """Show a Sidekiq 6.4 with one job, as it does itself."""
    identity = "web-1.example.com:7:0123456789ab"
    now = time.time()
    shown: dict[str, object] = {
        "hostname": "web-1.example.com",
        "started_at": now - 90000,
        "pid": 7,
        "tag": "shop",
    }
    shown |= {"concurrency": 10, "queues": ["mailers"], "labels": [], "identity": identity} | info
    beat = {"busy": 1, "beat": now, "quiet": "true", "rss": 307200, "rtt_us": 300}
    payload = {"class": "Mail", "args": [7], "jid": "r1"}
    work = {"queue": "mailers", "run_at": int(now) - 60, "payload": payload}
    queues.redis.sadd("processes", identity)
    queues.redis.hset(identity, "info", json.dumps(shown))
    for name, value in beat.items():
        queues.redis.hset(identity, name, str(value))
    queues.redis.hset(f"{identity}:workers", "tid", json.dumps(work))
    return identity


def test_all_is_told_for_programs(redis_url: str, queues: Queues, operator: Operator) -> None:
    queues.redis.zadd("retry", {"x": 1e12})
    queues.redis.zadd("dead", {"x": 1e9, "y": 1e9})
    queues.redis.mset({"stat:processed": 7, "stat:failed": 2})
    ruby = ruby_process(queues)
    with Worker(redis_url, "-q", "default", "-g", "mine", "-c", "3") as worker:
        worker.ready()
        jid = json.loads(queues.push("Block", "x"))["jid"]
        queues.waited("started")

        found = operator.json("status")

        assert (found["processed"], found["failed"]) == (7, 2)
        assert (found["retry"], found["scheduled"], found["dead"]) == (1, 0, 2)
        assert (found["concurrency"], found["leased"]) == (13, 1)
        ours, rubys = sorted(found["processes"], key=lambda each: each["identity"] == ruby)
        assert ours["pid"] == worker.children()[0]
        assert (ours["tag"], ours["queues"], ours["concurrency"]) == ("mine", ["default"], 3)
        assert (ours["leased"], rubys["leased"]) == (1, None)
        assert ours["version"].startswith("pyworker ")
        assert (rubys["quiet"], rubys["busy"], rubys["rss_kib"]) == (True, 1, 307200)
        assert found["running"][0] == {
            "identity": ruby,
            "tid": "tid",
            "queue": "mailers",
            "jid": "r1",
            "class": "Mail",
            "args": [7],
            "run_at": found["running"][0]["run_at"],
        }
        # Seen by its lease at once, among the running ones from the next beat on.
        assert {each["jid"] for each in found["running"]} <= {"r1", jid}
        assert found["queues"] == [
            {"name": "default", "size": 0, "latency_s": 0.0, "paused": False}
        ]


def test_the_page_fits_eighty_columns(redis_url: str, queues: Queues) -> None:
    ruby_process(queues)
    queues.push("Mail")
    queues.redis.hset("pyworker:suspects", "j1", f"2 {int(time.time()) - 300}")

    with Terminal(redis_url, "status", "--once") as terminal:
        assert terminal.ended() == 0

    page = click.unstyle(terminal.seen)
    for word in ("PROCESSED", "web-1.ex", "300 MB", "0.3 ms", "1d", "quiet", "mailers", "r1"):
        assert word in page
    assert "job j1: its process died under it 2 times, first 5m" in page
    assert max(map(len, page.splitlines())) <= 80


def test_a_process_that_beats_no_more_is_marked(queues: Queues, operator: Operator) -> None:
    identity = ruby_process(queues)
    queues.redis.hset(identity, "beat", time.time() - 50)

    assert "silent 50s" in operator.says("status")


def test_leases_of_a_process_that_is_gone_are_told(queues: Queues, operator: Operator) -> None:
    record = {"slots": 1, "queues": ["default"], "birth": "", "keeper": ""}
    queues.redis.hset("pyworker:owners", "gone:1:abc", json.dumps(record))
    queues.redis.lpush("pyworker:lease:gone:1:abc:0:default", "{}", "{}")

    assert operator.json("status")["orphaned"] == [{"identity": "gone:1:abc", "leased": 2}]
    assert "gone:1:abc is gone and left 2 jobs" in operator.says("status")


def test_without_any_process_one_is_told_how_to_start_it(operator: Operator) -> None:
    assert "no process is running; start one with: pyworker" in operator.says("status")


@pytest.mark.parametrize("field", ["info", "busy", "beat", "rss"])
def test_a_process_that_does_not_tell_all_is_shown(
    queues: Queues, operator: Operator, field: str
) -> None:
    identity = ruby_process(queues)
    queues.redis.hdel(identity, field)

    assert operator.json("status")["processes"][0]["identity"] == identity
    assert operator.run("status").exit_code == 0


def test_live_it_follows_and_ctrl_c_ends_it_quietly(redis_url: str, queues: Queues) -> None:
    with Terminal(redis_url, "status", "--interval", "0.1") as terminal:
        terminal.until("Ctrl-C ends")
        queues.push("Mail", queue="arrived")
        terminal.until("jobs/s")
        terminal.until(r"arrived +1")
        terminal.type("\x03")

        assert terminal.ended() == 0

    # The screen is given back, and the last page is left on it.
    last_page = terminal.seen.partition("\x1b[?1049l")[2]
    assert "arrived" in last_page
    assert "Aborted" not in last_page


def test_live_it_outlives_an_outage(own_redis: RedisServer) -> None:
    with Terminal(own_redis.url, "status", "--interval", "0.1") as terminal:
        terminal.until("Ctrl-C ends")
        own_redis.kill()
        terminal.until("Connection refused")
        own_redis.start()
        Queues(own_redis.url).push("Mail", queue="after")
        terminal.until(r"after +1")
        terminal.type("\x03")

        assert terminal.ended() == 0


def test_term_gives_the_screen_back(redis_url: str) -> None:
    with Terminal(redis_url, "status") as terminal:
        terminal.until("Ctrl-C ends")
        terminal.send(signal.SIGTERM)

        assert terminal.ended() == 0

    assert "\x1b[?1049l" in terminal.seen

"""The heartbeat, byte by byte as Sidekiq 6.4, 7 and 8 read it."""

import json
import time

import pytest

from pyworker.transport import Beat, Work
from tests.contract.backend import IDLE, Process, job
from tests.contract.redis_backend import RedisBackend

QUEUES = (("high", 3), ("low", 1))


def fields(backend: RedisBackend, process: Process) -> dict[str, str]:
    found: dict[bytes, bytes] = backend.admin.hgetall(process.identity)
    return {key.decode(): value.decode() for key, value in found.items()}


def test_a_process_is_listed_from_the_moment_it_joins(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()

    assert redis_backend.admin.smembers("processes") == {process.identity.encode()}
    assert fields(redis_backend, process)["busy"] == "0"


def test_a_beat_writes_the_fields_that_all_versions_read(redis_backend: RedisBackend) -> None:
    process = redis_backend.start(QUEUES, slots=7)

    before = time.time()
    process.transport.beat(Beat(2, True, 51234, 789, 0, 0))

    found = fields(redis_backend, process)
    assert float(found.pop("beat")) == pytest.approx(before, abs=5)
    known = {name: found[name] for name in ("busy", "quiet", "rss", "rtt_us", "concurrency")}
    assert known == {
        "busy": "2",
        "quiet": "true",
        "rss": "51234",
        "rtt_us": "789",
        "concurrency": "7",
    }


def test_info_says_what_no_version_can_do_without(redis_backend: RedisBackend) -> None:
    process = redis_backend.start(QUEUES, slots=7)

    info = json.loads(fields(redis_backend, process)["info"])

    assert type(info.pop("started_at")) is float
    assert info == {
        "hostname": "contract",
        "pid": process.life.pid,
        "tag": "test",
        "concurrency": 7,
        "queues": ["high", "low"],
        "weights": [{"high": 3, "low": 1}],
        "capsules": {
            "default": {"concurrency": 7, "mode": "weighted", "weights": {"high": 3, "low": 1}}
        },
        "labels": [],
        "identity": process.identity,
        "version": "pyworker 0",
        "embedded": False,
    }


def test_work_is_shown_to_old_and_new_versions_alike(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    work = [Work("t0", "default", job(1), 1795320459.9), Work("t1", "low", b"\xff", 1.0)]

    process.transport.beat(Beat(2, False, 0, 0, 0, 0, work))

    old, new = (redis_backend.admin.hgetall(f"{process.identity}:{n}") for n in ("workers", "work"))
    assert old == new
    assert json.loads(new[b"t0"]) == {
        "queue": "default",
        "payload": work[0].body.decode(),
        "run_at": 1795320459,
    }
    assert json.loads(new[b"t1"])["payload"] == "�"


def test_work_that_has_ended_is_no_longer_shown(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    process.transport.beat(Beat(1, False, 0, 0, 0, 0, [Work("t0", "default", job(), 1.0)]))

    process.transport.beat(IDLE)

    assert not redis_backend.admin.exists(f"{process.identity}:work", f"{process.identity}:workers")


def test_what_a_beat_writes_expires_after_a_minute(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()

    process.transport.beat(Beat(1, False, 0, 0, 0, 0, [Work("t0", "default", job(), 1.0)]))

    for suffix in ("", ":work", ":workers"):
        assert 58 <= redis_backend.admin.ttl(process.identity + suffix) <= 60


def test_leaving_removes_all_traces(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    process.transport.beat(Beat(1, False, 0, 0, 0, 0, [Work("t0", "default", job(), 1.0)]))

    process.transport.leave()

    assert list(redis_backend.admin.scan_iter("*")) == []


def test_recovery_removes_all_traces(redis_backend: RedisBackend) -> None:
    dead, other = redis_backend.start(), redis_backend.start()
    dead.transport.beat(Beat(1, False, 0, 0, 0, 0, [Work("t0", "default", job(), 1.0)]))
    redis_backend.kill(dead)

    other.transport.recover()
    other.transport.leave()

    assert list(redis_backend.admin.scan_iter("*")) == []


def test_remote_signals_are_obeyed_one_a_beat_the_oldest_first(
    redis_backend: RedisBackend,
) -> None:
    process = redis_backend.start()
    for name in ("TTIN", "TSTP", "TERM"):
        redis_backend.admin.lpush(f"{process.identity}-signals", name)

    obeyed = [process.transport.beat(IDLE) for _ in range(4)]

    assert obeyed == [["TTIN"], ["TSTP"], ["TERM"], []]


def test_rubys_processes_are_counted_among_all(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    redis_backend.admin.sadd("processes", "rails:1:0123456789ab")

    assert process.transport.processes() == 2


def test_a_beat_revives_a_process_that_others_have_struck_off(
    redis_backend: RedisBackend,
) -> None:
    process, other = redis_backend.start(), redis_backend.start()
    other.transport.bury(process.identity, set())

    process.transport.beat(IDLE)

    assert process.transport.processes() == 2
    assert redis_backend.admin.hexists("pyworker:owners", process.identity)

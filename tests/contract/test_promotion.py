"""Due jobs on their way to the queues."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.contract.backend import Backend, Stored, Where, job, jobs

SETS: list[Where] = ["retry", "schedule"]
NOW = 1795320500.5
MALFORMED = [
    b"",
    b"\xff\x00",
    b"not json",
    b"[1]",
    b'"text"',
    b"{}",
    b'{"class":5,"args":[]}',
    b'{"class":"Job","args":[',
]


@pytest.mark.parametrize("where", SETS)
def test_due_jobs_alone_are_moved_the_earliest_first(backend: Backend, where: Where) -> None:
    process = backend.start()
    first, second, third, later = jobs(4)
    backend.put(where, second, NOW - 1)
    backend.put(where, later, NOW + 0.001)
    backend.put(where, first, NOW - 1000.25)
    backend.put(where, third, NOW)

    moved = process.transport.promote(NOW)

    assert moved == 3
    assert [json.loads(body)["args"] for body in backend.queued()] == [[0], [1], [2]]
    assert backend.stored(where) == [Stored(later, NOW + 0.001)]
    assert process.transport.promote(NOW) == 0


def test_retries_go_before_scheduled_jobs(backend: Backend) -> None:
    process = backend.start()
    backend.put("schedule", job(2), NOW - 100)
    backend.put("retry", job(1), NOW - 1)

    process.transport.promote(NOW)

    assert [json.loads(body)["args"] for body in backend.queued()] == [[1], [2]]


def test_promoted_jobs_wait_behind_those_already_queued(backend: Backend) -> None:
    process = backend.start()
    waiting = job()
    backend.push("default", waiting)
    backend.put("retry", job(1), NOW)

    process.transport.promote(NOW)

    assert backend.queued()[0] == waiting


def test_a_job_goes_to_the_queue_that_it_names_or_to_default(backend: Backend) -> None:
    process = backend.start()
    backend.put("retry", job(queue="other"), NOW)
    backend.put("retry", b'{"class":"Job","args":[]}', NOW)

    process.transport.promote(NOW)

    (other,), (default,) = backend.queued("other"), backend.queued("default")
    assert json.loads(other)["queue"] == "other"
    assert json.loads(default)["queue"] == "default"


@pytest.mark.parametrize("where", SETS)
@pytest.mark.parametrize("created_at", [1795320459.9128153, 1795320459, None])
def test_enqueued_at_is_in_float_seconds_where_created_at_is(
    backend: Backend, where: Where, created_at: float | None
) -> None:
    process = backend.start()
    backend.put(where, job(created_at=created_at), NOW)

    before = time.time()
    process.transport.promote(NOW)

    enqueued_at = json.loads(backend.queued()[0])["enqueued_at"]
    assert type(enqueued_at) is float
    assert before <= enqueued_at <= time.time()


@pytest.mark.parametrize("where", SETS)
def test_enqueued_at_is_in_whole_milliseconds_where_created_at_is(
    backend: Backend, where: Where
) -> None:
    process = backend.start()
    backend.put(where, job(created_at=1795320459912), NOW)

    before = time.time()
    process.transport.promote(NOW)

    enqueued_at = json.loads(backend.queued()[0])["enqueued_at"]
    assert type(enqueued_at) is int
    assert int(before * 1000) <= enqueued_at <= time.time() * 1000


def test_at_is_removed_and_all_other_keys_keep_their_bytes(backend: Backend) -> None:
    process = backend.start()
    values = {
        b'"args"': b"[12345678901234567890, 1.0, 1e2, -0, {}, [], [[ ]]]",
        b'"bid"': b'"\\u00e9\\/ \\ud83d\\ude00"',
        b'"cattr"': b'{"b": 1, "a": {"_aj_symbol_keys": []}}',
        b'"retry"': b"7",
        b'"created_at"': b"1795320459.91281530",
    }
    pairs = b",".join(key + b":" + value for key, value in values.items())
    backend.put("retry", b'{"class":"Job","at":1.5,%s}' % pairs, NOW)

    process.transport.promote(NOW)

    (body,) = backend.queued()
    for key, value in values.items():
        assert key + b":" + value in body
    assert set(json.loads(body)) - {"enqueued_at", "queue"} == {
        *(json.loads(key) for key in values),
        "class",
    }


@pytest.mark.parametrize("where", SETS)
@pytest.mark.parametrize("body", MALFORMED)
def test_what_is_no_job_goes_to_the_dead_set_as_it_is(
    backend: Backend, where: Where, body: bytes
) -> None:
    process = backend.start()
    good = job()
    backend.put(where, body, NOW - 1)
    backend.put(where, good, NOW)

    assert process.transport.promote(NOW) == 2

    assert backend.stored("dead") == [Stored(body, NOW)]
    assert backend.stored(where) == []
    assert len(backend.queued()) == 1


def test_many_due_jobs_are_moved_in_one_call(backend: Backend) -> None:
    process = backend.start()
    for body in jobs(1001):
        backend.put("schedule", body, NOW)

    assert process.transport.promote(NOW) == 1001

    assert len(backend.queued()) == 1001
    assert backend.stored("schedule") == []


def test_promoters_at_once_move_each_job_once(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    processes = [backend.start() for _ in range(3)]
    for number, body in enumerate(jobs(600)):
        backend.put("retry", body, NOW - number)
    start = Barrier(len(processes))

    def promote(index: int) -> int:
        start.wait()
        return processes[index].transport.promote(NOW)

    moved = list(threads.map(promote, range(len(processes))))

    assert sum(moved) == 600
    numbers = [json.loads(body)["args"][0] for body in backend.queued()]
    assert sorted(numbers) == list(range(600))
    assert backend.stored("retry") == []

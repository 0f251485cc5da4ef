"""Jobs under which processes die: counted, isolated, and buried in the end."""

import json
import time

import pytest

from pyworker.outcome import DONE, Retry
from tests.contract.backend import Backend, die_with, job, jobs


def test_each_death_under_a_job_is_told_to_the_next(backend: Backend) -> None:
    body = job()
    backend.push("default", body)

    told = [(d.body, d.recoveries) for _ in range(3) for d in die_with(backend)]

    assert told == [(body, 0), (body, 1), (body, 2)]


def test_a_waiter_is_told_too(backend: Backend) -> None:
    backend.push("default", job())
    die_with(backend)

    (delivery,) = backend.start().inbox().wait(10)

    assert delivery.recoveries == 1


@pytest.mark.parametrize(
    ("created_at", "unit_s"), [(1795320459.9128153, 1.0), (1795320459912, 0.001)]
)
def test_a_job_that_was_recovered_three_times_goes_to_the_dead_set_with_the_reason(
    backend: Backend, created_at: float, unit_s: float
) -> None:
    body = job(created_at=created_at, args=[12345678901234567890, 1.0], bid="b")
    backend.push("default", body)

    before = time.time()
    for _ in range(3):
        die_with(backend)

    (dead,) = backend.stored("dead")
    payload = json.loads(dead.body)
    assert payload["error_class"] == "RecoveredTooOften"
    assert "3 times" in payload["error_message"]
    assert payload["queue"] == "default"
    assert before - 1 <= payload["failed_at"] * unit_s <= time.time()
    assert payload["retry_count"] == 0
    assert b"[12345678901234567890, 1.0]" in dead.body
    original = json.loads(body)
    assert {key: payload[key] for key in original} == original
    assert before <= dead.at <= time.time()
    assert backend.queued() == backend.leased() == []


def test_what_a_job_knew_of_its_failures_is_kept(backend: Backend) -> None:
    backend.push("default", job(failed_at=1795320000.25, retry_count=7))

    for _ in range(3):
        die_with(backend)

    payload = json.loads(backend.stored("dead")[0].body)
    assert (payload["failed_at"], payload["retry_count"]) == (1795320000.25, 7)


def test_a_job_that_wants_no_dead_set_is_dropped_after_three_recoveries(backend: Backend) -> None:
    backend.push("default", job(dead=False))

    for _ in range(3):
        die_with(backend)

    assert backend.stored("dead") == []
    assert backend.queued() == backend.leased() == []


def test_what_is_no_job_goes_to_the_dead_set_as_it_is(backend: Backend) -> None:
    body = b'{"class":5, "jid":"x"} \xff'
    backend.push("default", body)

    for _ in range(3):
        die_with(backend)

    assert [stored.body for stored in backend.stored("dead")] == [body]


def test_the_dead_set_is_trimmed_by_burials_too(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.limit(monkeypatch, "dead_max_jobs", 2)
    backend.put("dead", b"old", time.time() - 10)
    backend.push("default", job())

    for _ in range(3):
        die_with(backend)

    assert b"old" not in [stored.body for stored in backend.stored("dead")]


def test_recoveries_outside_the_window_do_not_count(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = job()
    backend.push("default", body)
    die_with(backend)
    die_with(backend)

    backend.limit(monkeypatch, "recovery_window_s", -1)
    die_with(backend)

    assert backend.stored("dead") == []
    (delivery,) = backend.start().inbox().swap([], 1)
    assert (delivery.body, delivery.recoveries) == (body, 1)


@pytest.mark.parametrize("way", ["inbox", "transport"])
def test_settling_a_job_clears_its_name(backend: Backend, way: str) -> None:
    body = job()
    backend.push("default", body)
    die_with(backend)
    die_with(backend)
    process = backend.start()
    inbox = process.inbox()
    settled = [(delivery, DONE) for delivery in inbox.swap([], 1)]

    if way == "inbox":
        inbox.swap(settled, 0)
    else:
        process.transport.settle(settled)

    backend.push("default", body)
    assert [d.recoveries for d in inbox.swap([], 1)] == [0]


def test_a_retry_clears_its_name(backend: Backend) -> None:
    body = job()
    backend.push("default", body)
    die_with(backend)
    process = backend.start()
    (delivery,) = process.inbox().swap([], 1)

    process.inbox().swap([(delivery, Retry(body, 0.0))], 0)
    process.transport.promote(1.0)

    assert [d.recoveries for d in process.inbox().swap([], 1)] == [0]


def test_jobs_settled_beside_a_recovered_one_do_not_clear_it(backend: Backend) -> None:
    one, other = jobs(2)
    backend.push("default", one, other)
    die_with(backend)
    process = backend.start()
    inbox = process.inbox()
    first, second = inbox.swap([], 2)

    inbox.swap([(first, DONE)], 0)
    process.transport.give_back([second])

    assert [(d.body, d.recoveries) for d in inbox.swap([], 2)] == [(other, 1)]


def test_jobs_without_a_jid_are_counted_apart(backend: Backend) -> None:
    pushed = [b'{"class":"Job","args":[%d]}' % number for number in range(3)]
    backend.push("default", *pushed)

    die_with(backend)

    assert backend.stored("dead") == []
    deliveries = backend.start().inbox().swap([], 3)
    assert [(d.body, d.recoveries) for d in deliveries] == [(body, 1) for body in pushed]

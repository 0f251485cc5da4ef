"""The dead set keeps to its limits."""

import time

import pytest

from pyworker.outcome import Dead, Retry
from tests.contract.backend import Backend, Settle, Stored, fetched, job


def test_the_dead_set_drops_its_oldest_when_it_is_full(
    backend: Backend, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.limit(monkeypatch, "dead_max_jobs", 4)
    process = backend.start()
    now = time.time()
    for age in (50, 40, 30):
        backend.put("dead", b"%d s old" % age, now - age)
    (delivery,) = fetched(backend, process, job())

    settle(process, [(delivery, Dead(b"new"))])

    # Sidekiq keeps one less than the limit says, and so do all that share its set.
    assert [body for body, _ in backend.stored("dead")] == [b"40 s old", b"30 s old", b"new"]


def test_the_dead_set_drops_what_is_too_old(
    backend: Backend, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.limit(monkeypatch, "dead_timeout_s", 1000)
    process = backend.start()
    now = time.time()
    backend.put("dead", b"too old", now - 1001)
    backend.put("dead", b"just young enough", now - 900)
    (delivery,) = fetched(backend, process, job())

    settle(process, [(delivery, Dead(b"new"))])

    assert [body for body, _ in backend.stored("dead")] == [b"just young enough", b"new"]


def test_a_retry_does_not_trim_the_dead_set(
    backend: Backend, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.limit(monkeypatch, "dead_max_jobs", 1)
    process = backend.start()
    backend.put("dead", b"old", 1.0)
    (delivery,) = fetched(backend, process, job())

    settle(process, [(delivery, Retry(b"retry", 5.0))])

    assert backend.stored("dead") == [Stored(b"old", 1.0)]

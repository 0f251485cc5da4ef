"""What dead processes held comes back; what living ones hold is left alone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from pyworker.outcome import DONE
from tests.contract.backend import IDLE, Backend, Process, fetched, job, jobs

ODD = [b"not json", b"\xff\x00", b'{"class":"Job", "args":[{}, [], 12345678901234567890]}']
Patch = pytest.MonkeyPatch


def notice(backend: Backend, monkeypatch: Patch, sweeper: Process) -> None:
    """Let a sweeper see who is silent, and sweep nobody yet."""
    backend.limit(monkeypatch, "grace_s", 3600)
    assert sweeper.transport.recover().owners == []


def lose_patience(backend: Backend, monkeypatch: Patch, sweeper: Process) -> Sequence[str]:
    """Sweep whoever was noticed, as though the grace were over."""
    backend.limit(monkeypatch, "grace_s", 0)
    return sweeper.transport.recover().owners


def test_a_dead_processs_jobs_return_in_order_to_the_head_of_their_queue(backend: Backend) -> None:
    dead, living = backend.start(), backend.start()
    pushed = jobs(5)
    backend.push("default", *pushed)
    dead.inbox().swap([], 3)
    backend.kill(dead)

    recovered = living.transport.recover()

    assert (recovered.owners, recovered.returned, recovered.dead) == ([dead.identity], 3, 0)
    assert backend.queued() == pushed
    assert backend.leased() == []


@pytest.mark.parametrize("body", ODD)
def test_a_recovered_job_is_byte_identical(backend: Backend, body: bytes) -> None:
    dead, living = backend.start(), backend.start()
    fetched(backend, dead, body)
    backend.kill(dead)

    living.transport.recover()

    assert backend.queued() == [body]


def test_jobs_of_all_slots_and_queues_return_each_to_its_own(backend: Backend) -> None:
    dead, living = backend.start((("a", 0), ("b", 0))), backend.start()
    a, b = jobs(4, queue="a"), jobs(4, queue="b")
    backend.push("a", *a)
    backend.push("b", *b)
    for slot in (0, 1):
        dead.inbox(slot).swap([], 2)
        dead.inbox(slot).swap([], 1)
    dead.inbox(0).swap([], 4)
    backend.kill(dead)

    living.transport.recover()

    assert sorted(backend.queued("a")) == sorted(a)
    assert sorted(backend.queued("b")) == sorted(b)
    assert backend.leased() == []


def test_a_job_that_came_by_waiting_is_recovered_too(backend: Backend) -> None:
    dead, living = backend.start(), backend.start()
    body = job()
    backend.push("default", body)
    dead.inbox(1).wait(10)
    backend.kill(dead)

    living.transport.recover()

    assert backend.queued() == [body]


def test_a_dead_process_is_swept_once(backend: Backend) -> None:
    dead, living = backend.start(), backend.start()
    fetched(backend, dead, job())
    backend.kill(dead)
    before = living.transport.processes()

    first, second = living.transport.recover(), living.transport.recover()

    assert first.owners == [dead.identity]
    assert second.owners == []
    assert living.transport.processes() == before - 1


def test_a_process_that_beats_is_never_swept(backend: Backend, monkeypatch: Patch) -> None:
    living, sweeper = backend.start(), backend.start()
    fetched(backend, living, job())

    for _ in range(3):
        assert lose_patience(backend, monkeypatch, sweeper) == []
    assert len(living.leased()) == 1


def test_a_process_never_sweeps_itself(backend: Backend, monkeypatch: Patch) -> None:
    process = backend.start()
    fetched(backend, process, job())
    backend.silence(process)

    notice(backend, monkeypatch, process)

    assert lose_patience(backend, monkeypatch, process) == []
    assert len(process.leased()) == 1


def test_a_silent_process_is_swept_only_after_the_grace(
    backend: Backend, monkeypatch: Patch
) -> None:
    silent, sweeper = backend.start(), backend.start()
    body = job()
    fetched(backend, silent, body)
    backend.silence(silent)

    notice(backend, monkeypatch, sweeper)
    assert silent.leased() == [body]

    assert lose_patience(backend, monkeypatch, sweeper) == [silent.identity]
    assert backend.queued() == [body]


def test_a_process_that_beats_again_within_the_grace_keeps_its_jobs(
    backend: Backend, monkeypatch: Patch
) -> None:
    process, sweeper = backend.start(), backend.start()
    fetched(backend, process, job())
    backend.silence(process)
    notice(backend, monkeypatch, sweeper)

    process.transport.beat(IDLE)

    assert lose_patience(backend, monkeypatch, sweeper) == []
    backend.silence(process)
    notice(backend, monkeypatch, sweeper)
    assert len(process.leased()) == 1


def test_a_process_that_is_vouched_for_keeps_its_jobs(backend: Backend, monkeypatch: Patch) -> None:
    frozen, sweeper = backend.start(), backend.start()
    fetched(backend, frozen, job())
    backend.silence(frozen)
    notice(backend, monkeypatch, sweeper)

    sweeper.transport.vouch([frozen.identity])

    assert lose_patience(backend, monkeypatch, sweeper) == []
    assert len(frozen.leased()) == 1


def test_vouching_does_not_revive_who_has_signed_off(backend: Backend) -> None:
    gone, other = backend.start(), backend.start()
    gone.transport.leave()

    other.transport.vouch([gone.identity])

    assert other.transport.recover().owners == []
    assert other.transport.processes() == 1


def test_the_dead_are_told_from_the_silent_without_grace(
    backend: Backend, monkeypatch: Patch
) -> None:
    dead, silent, sweeper = backend.start(), backend.start(), backend.start()
    backend.limit(monkeypatch, "grace_s", 3600)
    backend.silence(silent)
    backend.kill(dead)

    assert sweeper.transport.recover().owners == [dead.identity]


def test_sweepers_at_once_recover_each_job_once_and_in_order(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    dead = backend.start()
    sweepers = [backend.start() for _ in range(3)]
    pushed = jobs(300)
    fetched(backend, dead, *pushed)
    backend.kill(dead)
    start = Barrier(len(sweepers))

    def sweep(index: int) -> int:
        start.wait()
        return sweepers[index].transport.recover().returned

    returned = list(threads.map(sweep, range(len(sweepers))))

    assert sum(returned) == 300
    assert backend.queued() == pushed
    deliveries = sweepers[0].inbox().swap([], 100)
    assert {delivery.recoveries for delivery in deliveries} == {1}


def test_a_recovered_job_runs_elsewhere_and_is_settled_there(backend: Backend) -> None:
    dead, living = backend.start(), backend.start()
    body = job()
    fetched(backend, dead, body)
    backend.kill(dead)
    living.transport.recover()
    inbox = living.inbox()

    (delivery,) = inbox.swap([], 1)
    inbox.swap([(delivery, DONE)], 0)

    assert (delivery.body, delivery.recoveries) == (body, 1)
    assert backend.leased() == backend.queued() == []

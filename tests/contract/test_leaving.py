"""Joining the cluster, and leaving it with nothing in hand."""

from tests.contract.backend import DEFAULT, Backend, fetched, job, jobs


def test_processes_counts_who_has_joined_and_not_left(backend: Backend) -> None:
    one, other = backend.start(), backend.start()

    assert one.transport.processes() == 2
    other.transport.leave()
    assert one.transport.processes() == 1


def test_leaving_returns_what_is_still_leased_in_order(backend: Backend) -> None:
    process = backend.start()
    pushed = jobs(5)
    backend.push("default", *pushed)
    process.inbox().swap([], 3)

    process.transport.leave()

    assert backend.queued() == pushed
    assert backend.leased() == []


def test_leaving_returns_the_jobs_of_every_slot_and_queue(backend: Backend) -> None:
    process = backend.start((("a", 0), ("b", 0)))
    a, b = jobs(2, queue="a"), jobs(2, queue="b")
    backend.push("a", *a)
    backend.push("b", *b)
    for slot in (0, 1):
        process.inbox(slot).swap([], 1)
    process.inbox(0).swap([], 2)

    process.transport.leave()

    assert sorted(backend.queued("a")) == sorted(a)
    assert backend.queued("b") == b


def test_leaving_counts_against_no_job(backend: Backend) -> None:
    process, other = backend.start(), backend.start()
    fetched(backend, process, job())

    process.transport.leave()

    assert [d.recoveries for d in other.inbox().swap([], 1)] == [0]


def test_who_has_left_is_not_recovered(backend: Backend) -> None:
    process, other = backend.start(), backend.start()
    process.transport.leave()
    backend.kill(process)

    assert other.transport.recover().owners == []


def test_leaving_leaves_the_jobs_of_others_alone(backend: Backend) -> None:
    process, other = backend.start(), backend.start(DEFAULT, 5)
    body = job()
    fetched(backend, other, body, slot=4)

    process.transport.leave()

    assert other.leased() == [body]
    assert backend.queued() == []


def test_closing_leaves_what_is_leased_to_recovery(backend: Backend) -> None:
    process, other = backend.start(), backend.start()
    body = job()
    fetched(backend, process, body)

    process.close()
    backend.kill(process)

    assert backend.queued() == []
    assert other.transport.recover().returned == 1
    assert backend.queued() == [body]

"""What a supervisor does for a process that it saw die."""

from pyworker.outcome import DONE
from tests.contract.backend import Backend, fetched, job, jobs


def test_leased_lists_what_a_process_holds_the_oldest_first(backend: Backend) -> None:
    process, supervisor = backend.start(), backend.start()
    pushed = jobs(4)
    fetched(backend, process, *pushed)

    held = supervisor.transport.leased(process.identity)

    assert [delivery.body for delivery in held] == pushed
    supervisor.transport.settle([(held[1], DONE)])
    assert process.leased() == [pushed[0], pushed[2], pushed[3]]
    assert supervisor.transport.leased("nobody:1:abc") == []


def test_a_burial_counts_the_running_jobs_alone(backend: Backend) -> None:
    dead, supervisor = backend.start(), backend.start()
    pushed = jobs(3)
    fetched(backend, dead, *pushed)
    backend.kill(dead)

    recovered = supervisor.transport.bury(dead.identity, {pushed[1]})

    assert recovered.returned == 3
    assert backend.queued() == pushed
    deliveries = supervisor.inbox().swap([], 3)
    assert [delivery.recoveries for delivery in deliveries] == [0, 1, 0]


def test_a_burial_strikes_the_process_off(backend: Backend) -> None:
    dead, supervisor = backend.start(), backend.start()
    backend.kill(dead)

    supervisor.transport.bury(dead.identity, set())

    assert supervisor.transport.processes() == 1
    assert supervisor.transport.recover().owners == []


def test_burying_twice_returns_nothing_twice(backend: Backend) -> None:
    dead, supervisor = backend.start(), backend.start()
    body = job()
    fetched(backend, dead, body)
    backend.kill(dead)

    first = supervisor.transport.bury(dead.identity, set())
    second = supervisor.transport.bury(dead.identity, set())

    assert (first.returned, second.returned) == (1, 0)
    assert backend.queued() == [body]

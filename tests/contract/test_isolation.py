"""Jobs that may kill their process are leased so that they can harm no others."""

from pyworker.outcome import DONE
from tests.contract.backend import Backend, Process, bodies, die_with, job, jobs


def suspect(backend: Backend, *pushed: bytes) -> None:
    """Let two processes die under all the given jobs; they are queued again then."""
    backend.push("default", *pushed)
    for _ in range(2):
        held = 0
        while held < len(pushed):
            dead = backend.start()
            held += len(dead.inbox().swap([], len(pushed)))
            backend.kill(dead)
            backend.start().transport.bury(dead.identity, set(pushed))


def test_a_suspect_is_leased_alone(backend: Backend) -> None:
    marked = job(100)
    suspect(backend, marked)
    plain = jobs(2)
    backend.push("default", *plain)
    process = backend.start()
    inbox = process.inbox()

    first = inbox.swap([], 10)
    held = process.leased()
    rest = inbox.swap([(delivery, DONE) for delivery in first], 10)

    assert bodies(first) == held == [marked]
    assert bodies(rest) == plain


def test_suspects_are_leased_one_by_one(backend: Backend) -> None:
    marked = jobs(3)
    suspect(backend, *marked)
    process = backend.start()

    assert drain(process) == [[body] for body in marked]


def test_what_is_ahead_of_a_suspect_is_leased_without_it(backend: Backend) -> None:
    marked = job(100)
    suspect(backend, marked)
    process = backend.start()
    lone = process.inbox(1).swap([], 1)
    plain = jobs(3)
    backend.push("default", *plain)
    ahead = process.inbox(0).swap([], 2)
    process.transport.give_back(lone)
    process.transport.give_back(ahead)

    assert drain(process) == [plain[:2], [marked], plain[2:]]


def test_a_job_recovered_once_is_fetched_with_the_others(backend: Backend) -> None:
    pushed = jobs(3)
    backend.push("default", *pushed)
    die_with(backend)

    assert drain(backend.start()) == [pushed]


def drain(process: Process) -> list[list[bytes]]:
    """Fetch and settle all there is, ten at a time."""
    inbox = process.inbox()
    batches: list[list[bytes]] = []
    deliveries = inbox.swap([], 10)
    while deliveries:
        batches.append(bodies(deliveries))
        deliveries = inbox.swap([(delivery, DONE) for delivery in deliveries], 10)
    return batches

"""Deliveries returned unsettled: to the head of their queues, as they were."""

import pytest

from pyworker.outcome import DONE
from tests.contract.backend import Backend, fetched, job, jobs

ODD_BODIES = [
    b"",
    b"\x00",
    b"\xff\xfe\x00\x80",
    b"not json",
    b'{"class":"Job","args":[]}',
    b'{"class":"Job","args":[[],{},12345678901234567890,1795320459.9128153,1e400,-0]}',
    b'{ "class" : "Job" , "args" : ["\\ud83d\\ude00", "\xf0\x9f\x98\x80", "\\u0000"] }\r\n',
    b'{"class":"Job","class":"Twice","args":[NaN]}',
    b"x" * 1_000_000,
]


def test_what_is_given_back_is_next_in_line_and_in_order(backend: Backend) -> None:
    process, other = backend.start(), backend.start()
    pushed = jobs(6)
    backend.push("default", *pushed)
    deliveries = process.inbox().swap([], 4)

    process.transport.give_back(deliveries[1:])

    assert backend.queued() == pushed[1:]
    assert process.leased() == pushed[:1]
    assert [d.body for d in other.inbox().swap([], 10)] == pushed[1:]


@pytest.mark.parametrize("body", ODD_BODIES, ids=range(len(ODD_BODIES)))
def test_what_is_given_back_is_byte_identical(backend: Backend, body: bytes) -> None:
    process = backend.start()
    deliveries = fetched(backend, process, body)

    process.transport.give_back(deliveries)

    assert backend.queued() == [body]
    assert backend.leased() == []


def test_deliveries_of_several_queues_go_each_to_its_own(backend: Backend) -> None:
    process = backend.start((("a", 0), ("b", 0)))
    a, b = jobs(4, queue="a"), jobs(4, queue="b")
    backend.push("a", *a)
    backend.push("b", *b)
    inbox = process.inbox()
    deliveries = [*inbox.swap([], 3), *inbox.swap([], 1), *inbox.swap([], 3)]

    process.transport.give_back([d for d in deliveries if d.queue == "b"])
    process.transport.give_back([d for d in deliveries if d.queue == "a"])

    assert backend.queued("a") == a
    assert backend.queued("b") == b
    assert backend.leased() == []


def test_giving_nothing_back_does_nothing(backend: Backend) -> None:
    process = backend.start()
    (body,) = pushed = jobs(1)
    backend.push("default", *pushed)

    process.transport.give_back([])

    assert backend.queued() == [body]


def test_giving_back_twice_returns_a_job_once(backend: Backend) -> None:
    process = backend.start()
    pushed = jobs(2)
    deliveries = fetched(backend, process, *pushed)

    process.transport.give_back(deliveries)
    process.transport.give_back(deliveries)

    assert backend.queued() == pushed


def test_a_settled_job_cannot_be_given_back(backend: Backend) -> None:
    process = backend.start()
    one, other = fetched(backend, process, *jobs(2))
    process.transport.settle([(one, DONE)])

    process.transport.give_back([one, other])

    assert backend.queued() == [other.body]


def test_a_job_recovered_by_others_cannot_be_given_back(backend: Backend) -> None:
    zombie, other = backend.start(), backend.start()
    deliveries = fetched(backend, zombie, job())
    backend.kill(zombie)
    other.transport.recover()

    zombie.transport.give_back(deliveries)

    assert backend.queued() == [deliveries[0].body]


def test_giving_back_counts_against_no_job(backend: Backend) -> None:
    process = backend.start()
    body = job()

    deliveries = fetched(backend, process, body)
    for _ in range(5):
        process.transport.give_back(deliveries)
        deliveries = process.inbox().swap([], 1)

    assert [(d.body, d.recoveries) for d in deliveries] == [(body, 0)]

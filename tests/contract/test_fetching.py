"""Leasing what is queued: which jobs, in which order, and whose they are then."""

import pytest

from pyworker.outcome import DONE
from pyworker.transport import Settled
from tests.contract.backend import Backend, bodies, job, jobs


def test_the_oldest_job_is_fetched_first(backend: Backend) -> None:
    process = backend.start()
    pushed = jobs(3)
    backend.push("default", *pushed)

    fetched = process.inbox().swap([], 3)

    assert bodies(fetched) == pushed
    assert {delivery.queue for delivery in fetched} == {"default"}
    assert {delivery.recoveries for delivery in fetched} == {0}


def test_no_more_than_the_limit_is_fetched(backend: Backend) -> None:
    process = backend.start()
    pushed = jobs(5)
    backend.push("default", *pushed)

    fetched = process.inbox().swap([], 2)

    assert bodies(fetched) == pushed[:2]
    assert backend.queued() == pushed[2:]


def test_a_limit_of_0_fetches_nothing(backend: Backend) -> None:
    process = backend.start()
    pushed = jobs(2)
    backend.push("default", *pushed)

    assert process.inbox().swap([], 0) == []
    assert backend.queued() == pushed


def test_an_empty_queue_answers_at_once(backend: Backend) -> None:
    process = backend.start((("a", 0), ("b", 0)))

    assert process.inbox().swap([], 10) == []


def test_a_limit_above_what_is_queued_fetches_what_there_is(backend: Backend) -> None:
    process = backend.start()
    pushed = jobs(3)
    backend.push("default", *pushed)

    assert bodies(process.inbox().swap([], 100)) == pushed


def test_queues_without_weights_are_emptied_in_their_order(backend: Backend) -> None:
    process = backend.start((("high", 0), ("low", 0)))
    low, high = jobs(2, queue="low"), jobs(2, queue="high")
    backend.push("low", *low)
    backend.push("high", *high)
    inbox = process.inbox()

    fetched = [inbox.swap([], 10), inbox.swap([], 10), inbox.swap([], 10)]

    assert [bodies(deliveries) for deliveries in fetched] == [high, low, []]
    assert [[d.queue for d in deliveries] for deliveries in fetched[:2]] == [
        ["high"] * 2,
        ["low"] * 2,
    ]


def test_a_strict_order_comes_back_to_the_first_queue(backend: Backend) -> None:
    process = backend.start((("high", 0), ("low", 0)))
    backend.push("low", *jobs(2))
    inbox = process.inbox()
    first = inbox.swap([], 1)
    backend.push("high", job())

    second = inbox.swap([(first[0], DONE)], 1)

    assert [d.queue for d in first + second] == ["low", "high"]


def test_weights_are_the_odds_of_being_asked_first(backend: Backend) -> None:
    process = backend.start((("often", 3), ("seldom", 1)))
    backend.push("often", *jobs(400))
    backend.push("seldom", *jobs(400))
    inbox = process.inbox()

    queues: list[str] = []
    settled: list[Settled] = []
    for _ in range(400):
        (delivery,) = inbox.swap(settled, 1)
        queues.append(delivery.queue)
        settled = [(delivery, DONE)]

    # 300 are expected; the bounds are seven standard deviations away.
    assert 240 < queues.count("often") < 360


def test_weighted_queues_are_all_asked_before_nothing_is_found(backend: Backend) -> None:
    process = backend.start((("often", 1000), ("seldom", 1)))
    body = job()
    backend.push("seldom", body)

    assert bodies(process.inbox().swap([], 10)) == [body]


def test_a_paused_queue_is_passed_over(backend: Backend) -> None:
    process = backend.start((("high", 0), ("low", 0)))
    high, low = job(1), job(2)
    backend.push("high", high)
    backend.push("low", low)
    backend.pause("high")
    inbox = process.inbox()

    while_paused = [inbox.swap([], 10), inbox.swap([], 10)]
    backend.resume("high")
    resumed = inbox.swap([], 10)

    assert [bodies(deliveries) for deliveries in while_paused] == [[low], []]
    assert bodies(resumed) == [high]


def test_a_leased_job_is_fetched_by_nobody_else(backend: Backend) -> None:
    one, other = backend.start(), backend.start()
    body = job()
    backend.push("default", body)

    fetched = one.inbox(0).swap([], 10)

    assert bodies(fetched) == [body]
    assert backend.queued() == []
    assert one.inbox(1).swap([], 10) == []
    assert other.inbox(0).swap([], 10) == []
    assert one.leased() == [body]
    assert other.leased() == []


def test_inboxes_of_several_processes_share_a_queue_without_overlap(backend: Backend) -> None:
    processes = [backend.start(), backend.start()]
    pushed = jobs(30)
    backend.push("default", *pushed)
    inboxes = [process.inbox(slot) for process in processes for slot in (0, 1)]

    fetched = [body for _ in range(4) for inbox in inboxes for body in bodies(inbox.swap([], 2))]

    assert fetched == pushed


@pytest.mark.parametrize("queue", ["with:colons:0", "with space", "größe", "a" * 300])
def test_a_queue_may_have_any_name(backend: Backend, queue: str) -> None:
    process = backend.start(((queue, 0),))
    body = job()
    backend.push(queue, body)

    fetched = process.inbox().swap([], 1)
    process.transport.give_back(fetched)

    assert [(d.body, d.queue) for d in fetched] == [(body, queue)]
    assert backend.queued(queue) == [body]

"""Connections cut between a command and its reply: nothing is lost, nothing settled twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from pyworker.errors import TransportDown
from pyworker.outcome import DONE, Dead, Retry
from pyworker.transport import Settled
from tests.contract.backend import IDLE, PATIENCE_S, Process, Stored, bodies, job, jobs
from tests.contract.proxy import Proxy
from tests.contract.redis_backend import RedisBackend

AT = 1795320459.9128153


@pytest.fixture
def process(redis_backend: RedisBackend, proxy: Proxy) -> Process:
    """A process that reaches Redis through the proxy."""
    return redis_backend.start(url=f"redis://127.0.0.1:{proxy.port}/0")


def test_jobs_leased_by_a_lost_reply_are_fetched_again(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    pushed = jobs(5)
    redis_backend.push("default", *pushed)
    inbox = process.inbox()
    inbox.swap([], 0)
    proxy.lose_reply()

    with pytest.raises(TransportDown):
        inbox.swap([], 3)
    assert process.leased() == pushed[:3]
    fetched = inbox.swap([], 3)

    assert bodies(fetched) == process.leased() == pushed[:3]
    assert redis_backend.queued() == pushed[3:]


def test_a_batch_whose_settling_was_unanswered_is_settled_once(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    pushed = jobs(5)
    redis_backend.push("default", *pushed)
    inbox = process.inbox()
    batch = inbox.swap([], 3)
    settled: list[Settled] = [
        (batch[0], DONE),
        (batch[1], Retry(b"retry", AT)),
        (batch[2], Dead(b"dead")),
    ]
    proxy.lose_reply()

    with pytest.raises(TransportDown):
        inbox.swap(settled, 10)
    fetched = inbox.swap(settled, 10)

    assert bodies(fetched) == process.leased() == pushed[3:]
    assert redis_backend.stored("retry") == [Stored(b"retry", AT)]
    assert [body for body, _ in redis_backend.stored("dead")] == [b"dead"]


def test_a_batch_of_done_jobs_whose_settling_was_unanswered_is_settled_once(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    pushed = jobs(6)
    redis_backend.push("default", *pushed)
    inbox = process.inbox()
    settled: list[Settled] = [(delivery, DONE) for delivery in inbox.swap([], 3)]
    proxy.lose_reply()

    with pytest.raises(TransportDown):
        inbox.swap(settled, 3)
    # As many are leased as were settled: a count alone could not tell them apart.
    assert process.leased() == pushed[3:]
    fetched = inbox.swap(settled, 3)

    assert bodies(fetched) == process.leased() == pushed[3:]


def test_a_batch_that_never_reached_the_server_is_settled_after_all(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    pushed = jobs(3)
    redis_backend.push("default", *pushed)
    inbox = process.inbox()
    settled: list[Settled] = [(delivery, DONE) for delivery in inbox.swap([], 2)]
    proxy.cut()

    with pytest.raises(TransportDown):
        inbox.swap(settled, 2)
    fetched = inbox.swap(settled, 2)

    assert bodies(fetched) == redis_backend.leased() == pushed[2:]


def test_an_outage_repeated_during_the_repair_loses_nothing(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    pushed = jobs(4)
    redis_backend.push("default", *pushed)
    inbox = process.inbox()
    settled: list[Settled] = [(delivery, DONE) for delivery in inbox.swap([], 2)]
    for _ in range(3):
        proxy.lose_reply()
        with pytest.raises(TransportDown):
            inbox.swap(settled, 2)

    fetched = inbox.swap(settled, 2)

    assert bodies(fetched) == process.leased() == pushed[2:]
    assert redis_backend.queued() == []


def test_a_job_whose_arrival_was_not_heard_is_fetched_again(
    redis_backend: RedisBackend, proxy: Proxy, process: Process, threads: ThreadPoolExecutor
) -> None:
    inbox = process.inbox()
    waiter = threads.submit(inbox.wait, 600.0)
    redis_backend.until_blocked(1)
    body = job()
    proxy.lose_reply()

    redis_backend.push("default", body)
    with pytest.raises(TransportDown):
        waiter.result(PATIENCE_S)

    assert process.leased() == [body]
    assert bodies(inbox.swap([], 1)) == process.leased() == [body]


def test_giving_back_can_be_repeated_when_it_was_unanswered(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    pushed = jobs(3)
    redis_backend.push("default", *pushed)
    fetched = process.inbox().swap([], 2)
    proxy.lose_reply()

    with pytest.raises(TransportDown):
        process.transport.give_back(fetched)
    process.transport.give_back(fetched)

    assert redis_backend.queued() == pushed
    assert process.leased() == []


def test_settling_can_be_repeated_when_it_was_unanswered(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    redis_backend.push("default", job())
    settled: list[Settled] = [(d, Retry(b"retry", AT)) for d in process.inbox().swap([], 1)]
    proxy.lose_reply()

    with pytest.raises(TransportDown):
        process.transport.settle(settled)
    process.transport.settle(settled)

    assert redis_backend.stored("retry") == [Stored(b"retry", AT)]
    assert process.leased() == []


def test_promotion_can_be_repeated_when_it_was_unanswered(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    redis_backend.put("retry", job(), 1.0)
    process.transport.beat(IDLE)
    proxy.lose_reply()

    with pytest.raises(TransportDown):
        process.transport.promote(2.0)
    process.transport.promote(2.0)

    assert len(redis_backend.queued()) == 1
    assert redis_backend.stored("retry") == []


def test_recovery_can_be_repeated_when_it_was_unanswered(
    redis_backend: RedisBackend, proxy: Proxy, process: Process
) -> None:
    dead = redis_backend.start()
    pushed = jobs(3)
    redis_backend.push("default", *pushed)
    dead.inbox().swap([], 3)
    redis_backend.kill(dead)

    proxy.lose_reply()
    with pytest.raises(TransportDown):
        process.transport.recover()
    process.transport.recover()

    assert redis_backend.queued() == pushed
    assert redis_backend.leased() == []

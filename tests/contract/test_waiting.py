"""Waiting for a job to arrive: whose it becomes, and what ends a wait."""

import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import count

from pyworker.outcome import DONE
from pyworker.transport import Delivery
from tests.contract.backend import PATIENCE_S, Backend, Process, bodies, job, jobs

# Much longer than a test may take: a wait that ends was ended.
LONG_S = 600.0


def waiting(threads: ThreadPoolExecutor, process: Process, slot: int = 0) -> Future[list[Delivery]]:
    return threads.submit(process.inbox(slot).wait, LONG_S)


def test_a_job_that_arrives_ends_the_wait_and_is_leased(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    process = backend.start()
    inbox = process.inbox()
    body = job()
    waiter = threads.submit(inbox.wait, LONG_S)
    backend.until_blocked(1)

    backend.push("default", body)
    arrived = waiter.result(PATIENCE_S)

    assert bodies(arrived) == process.leased() == [body]
    assert backend.queued() == []
    inbox.swap([(arrived[0], DONE)], 0)
    assert backend.leased() == []


def test_a_wait_finds_what_is_queued_already(backend: Backend) -> None:
    process = backend.start()
    body = job()
    backend.push("default", body)

    assert bodies(process.inbox().wait(LONG_S)) == [body]


def test_a_wait_without_arrivals_ends_empty_after_its_timeout(backend: Backend) -> None:
    process = backend.start((("a", 0), ("b", 0)))
    started = time.monotonic()

    assert process.inbox().wait(0.05) == []
    assert 0.045 < time.monotonic() - started < PATIENCE_S


def test_exactly_one_of_many_waiters_gets_the_job(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    processes = [backend.start(), backend.start(), backend.start()]
    waiters = [waiting(threads, process, slot) for process in processes for slot in (0, 1)]
    backend.until_blocked(3)
    body = job()

    backend.push("default", body)
    done, pending = wait(waiters, PATIENCE_S, return_when="FIRST_COMPLETED")

    assert [bodies(waiter.result()) for waiter in done] == [[body]]
    assert backend.leased() == [body]
    backend.until_blocked(3)
    for process in processes:
        process.transport.wake()
    assert [waiter.result(PATIENCE_S) for waiter in pending] == [[]] * 5


def test_a_burst_wakes_a_waiter_for_each_job(backend: Backend, threads: ThreadPoolExecutor) -> None:
    processes = [backend.start(), backend.start()]
    pushed = jobs(4)
    waiters = [waiting(threads, process, slot) for process in processes for slot in (0, 1)]
    backend.until_blocked(2)

    backend.push("default", *pushed)
    arrived = [waiter.result(PATIENCE_S) for waiter in waiters]

    assert sorted(body for deliveries in arrived for body in bodies(deliveries)) == sorted(pushed)
    assert sorted(backend.leased()) == sorted(pushed)


def test_wake_ends_all_waits_at_once_and_later_ones_too(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    process = backend.start(slots=3)
    inbox = process.inbox(2)
    waiters = [waiting(threads, process, slot) for slot in (0, 1)]
    backend.until_blocked(1)

    process.transport.wake()

    assert [waiter.result(PATIENCE_S) for waiter in waiters] == [[], []]
    assert inbox.wait(LONG_S) == []
    backend.until_blocked(0)


def test_a_woken_process_leaves_arriving_jobs_to_others(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    woken, other = backend.start(), backend.start()
    waiter = waiting(threads, woken)
    backend.until_blocked(1)
    woken.transport.wake()
    assert waiter.result(PATIENCE_S) == []
    pushed = jobs(2)

    backend.push("default", *pushed)

    assert bodies(other.inbox().swap([], 10)) == pushed


def test_several_queues_are_waited_on_together(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    process = backend.start((("a", 0), ("b", 0), ("c", 0)))
    inbox = process.inbox()

    for queue in ("c", "a", "b", "c"):
        waiter = threads.submit(inbox.wait, LONG_S)
        backend.until_blocked(3)
        body = job(queue=queue)
        backend.push(queue, body)
        (arrived,) = waiter.result(PATIENCE_S)
        assert (arrived.body, arrived.queue) == (body, queue)
        inbox.swap([(arrived, DONE)], 0)

    assert backend.leased() == []


def test_a_paused_queue_is_not_waited_on(backend: Backend) -> None:
    process = backend.start((("a", 0), ("b", 0)))
    backend.pause("a")
    paused, wanted = job(), job()
    backend.push("a", paused)
    inbox = process.inbox()

    assert inbox.wait(0.02) == []
    backend.push("b", wanted)
    assert bodies(inbox.wait(LONG_S)) == [wanted]
    assert backend.queued("a") == [paused]


def test_a_process_whose_queues_are_all_paused_waits_quietly(backend: Backend) -> None:
    process = backend.start()
    backend.pause("default")
    backend.push("default", job())

    assert process.inbox().wait(0.02) == []
    assert len(backend.queued()) == 1


def test_a_queue_paused_during_the_wait_keeps_its_job(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    process = backend.start()
    waiter = waiting(threads, process)
    backend.until_blocked(1)
    pushed = jobs(2)

    backend.pause("default")
    backend.push("default", *pushed)

    assert waiter.result(PATIENCE_S) == []
    assert backend.queued() == pushed
    assert backend.leased() == []


def test_jobs_pushed_one_by_one_reach_waiters_in_order(
    backend: Backend, threads: ThreadPoolExecutor
) -> None:
    process = backend.start()
    inbox = process.inbox()
    pushed = jobs(50)

    def collect() -> list[bytes]:
        collected: list[bytes] = []
        for _ in count():
            arrived = inbox.wait(LONG_S)
            collected += bodies(arrived)
            fetched = inbox.swap([(delivery, DONE) for delivery in arrived], 10)
            collected += bodies(fetched)
            inbox.swap([(delivery, DONE) for delivery in fetched], 0)
            if len(collected) >= len(pushed):
                break
        return collected

    collecting = threads.submit(collect)
    for body in pushed:
        backend.push("default", body)

    assert collecting.result(PATIENCE_S) == pushed
    assert backend.leased() == []

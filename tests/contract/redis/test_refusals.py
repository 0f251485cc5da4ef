"""Servers that refuse what is asked of them for now: waited for, and nothing is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import redis

from pyworker.errors import TransportDown
from pyworker.outcome import DONE, Retry
from pyworker.transport import Settled
from tests.contract.backend import IDLE, PATIENCE_S, Process, Stored, bodies, eventually, job, jobs
from tests.contract.redis_backend import RedisBackend

Step = Callable[[Process], object]
WRITES: dict[str, Step] = {
    "beat": lambda process: process.transport.beat(IDLE),
    "join": lambda process: process.transport.join(),
    "promote": lambda process: process.transport.promote(2.0),
    "leave": lambda process: process.transport.leave(),
}


@contextmanager
def configured(backend: RedisBackend, name: str, value: str | int) -> Iterator[None]:
    before = backend.admin.config_get(name)[name]
    backend.admin.config_set(name, value)
    yield
    backend.admin.config_set(name, before)


@pytest.mark.parametrize("step", WRITES.values(), ids=WRITES)
def test_without_replicas_to_write_to_it_waits(own_backend: RedisBackend, step: Step) -> None:
    process = own_backend.start()
    body = job()
    own_backend.put("retry", body, 1.0)

    with (
        configured(own_backend, "min-replicas-to-write", 1),
        pytest.raises(TransportDown, match="NOREPLICAS"),
    ):
        step(process)
    assert own_backend.stored("retry") == [Stored(body, 1.0)]

    step(process)


def test_without_replicas_nothing_is_fetched_or_settled(own_backend: RedisBackend) -> None:
    process = own_backend.start()
    pushed = jobs(3)
    own_backend.push("default", *pushed)
    inbox = process.inbox()
    batch = inbox.swap([], 2)
    settled: list[Settled] = [(batch[0], Retry(b"retry", 1.5)), (batch[1], DONE)]

    with configured(own_backend, "min-replicas-to-write", 1):
        for _ in range(2):
            with pytest.raises(TransportDown, match="NOREPLICAS"):
                inbox.swap(settled, 2)
        with pytest.raises(TransportDown, match="NOREPLICAS"):
            inbox.wait(600.0)
        assert process.leased() == pushed[:2]
        assert own_backend.queued() == pushed[2:]

    assert bodies(inbox.swap(settled, 2)) == process.leased() == pushed[2:]
    assert own_backend.stored("retry") == [Stored(b"retry", 1.5)]


def test_a_server_that_became_a_replica_is_waited_for(own_backend: RedisBackend) -> None:
    process = own_backend.start()
    body = job()
    own_backend.push("default", body)
    inbox = process.inbox()
    inbox.swap([], 0)

    # Nobody listens on port 1: it stays a replica that keeps what it has.
    own_backend.admin.replicaof("127.0.0.1", 1)
    with pytest.raises(TransportDown, match="READONLY"):
        inbox.swap([], 1)
    with pytest.raises(TransportDown, match="READONLY"):
        process.transport.beat(IDLE)
    own_backend.admin.replicaof("NO", "ONE")

    assert bodies(inbox.swap([], 1)) == [body]
    process.transport.beat(IDLE)


def is_busy(backend: RedisBackend) -> bool:
    try:
        backend.admin.ping()
    except redis.ResponseError as error:
        return "BUSY" in str(error)
    return False


def test_a_script_that_does_not_end_is_waited_for(
    own_backend: RedisBackend, threads: ThreadPoolExecutor
) -> None:
    process = own_backend.start()
    body = job()
    own_backend.push("default", body)
    inbox = process.inbox()
    inbox.swap([], 0)
    own_backend.admin.config_set("busy-reply-threshold", 1)
    running = threads.submit(own_backend.admin.eval, "while true do end", 0)
    eventually(lambda: is_busy(own_backend))

    with pytest.raises(TransportDown, match="BUSY"):
        inbox.swap([], 1)
    own_backend.admin.script_kill()
    with pytest.raises(redis.ResponseError):
        running.result(PATIENCE_S)

    assert bodies(inbox.swap([], 1)) == [body]


def test_a_full_memory_lets_jobs_be_settled_and_fetched(own_backend: RedisBackend) -> None:
    process = own_backend.start()
    pushed = jobs(3)
    own_backend.push("default", *pushed)
    inbox = process.inbox()
    batch = inbox.swap([], 2)
    settled: list[Settled] = [(batch[0], Retry(b"retry", 1.5)), (batch[1], DONE)]

    with configured(own_backend, "maxmemory", 1):
        fetched = inbox.swap(settled, 2)

    assert bodies(fetched) == process.leased() == pushed[2:]
    assert own_backend.stored("retry") == [Stored(b"retry", 1.5)]


def test_a_full_memory_is_an_outage_for_what_needs_memory(own_backend: RedisBackend) -> None:
    process = own_backend.start()
    inbox = process.inbox()

    with configured(own_backend, "maxmemory", 1):
        with pytest.raises(TransportDown, match="OOM"):
            process.transport.beat(IDLE)
        with pytest.raises(TransportDown, match="OOM"):
            inbox.wait(600.0)

    process.transport.beat(IDLE)
    body = job()
    own_backend.push("default", body)
    assert bodies(inbox.swap([], 1)) == [body]


def test_a_server_that_admits_no_more_clients_is_waited_for(own_backend: RedisBackend) -> None:
    process = own_backend.start()
    clients = own_backend.admin.info("clients")["connected_clients"]

    with (
        configured(own_backend, "maxclients", clients),
        pytest.raises(TransportDown, match=r"max number of clients|closed the connection|reset"),
    ):
        process.inbox().swap([], 1)

    assert process.inbox().swap([], 1) == []

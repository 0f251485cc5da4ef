"""Servers that refuse, hang up or forget: an error of ours, and work goes on afterwards."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pyworker.errors import TransportDown
from pyworker.outcome import DONE, Retry
from pyworker.transport import Settled
from tests.contract.backend import IDLE, PATIENCE_S, Stored, bodies, job, jobs
from tests.contract.redis_backend import RedisBackend
from tests.contract.redis_servers import PASSWORD, PASSWORD_IN_URL
from tests.servers.redis import RedisServer


def hang_up_on_all(backend: RedisBackend) -> None:
    backend.admin.client_kill_filter(_type="normal", skipme=True)


def test_a_killed_connection_is_an_outage_and_opens_again(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    pushed = jobs(3)
    redis_backend.push("default", *pushed)
    inbox = process.inbox()
    settled: list[Settled] = [(delivery, DONE) for delivery in inbox.swap([], 2)]
    hang_up_on_all(redis_backend)

    with pytest.raises(TransportDown):
        inbox.swap(settled, 2)
    with pytest.raises(TransportDown):
        process.transport.beat(IDLE)

    assert bodies(inbox.swap(settled, 2)) == process.leased() == pushed[2:]
    process.transport.beat(IDLE)


def test_a_connection_killed_in_a_wait_ends_the_wait(
    redis_backend: RedisBackend, threads: ThreadPoolExecutor
) -> None:
    process = redis_backend.start((("a", 0), ("b", 0)))
    inbox = process.inbox()
    waiter = threads.submit(inbox.wait, 600.0)
    redis_backend.until_blocked(2)

    hang_up_on_all(redis_backend)
    with pytest.raises(TransportDown):
        waiter.result(PATIENCE_S)

    body = job()
    waiter = threads.submit(inbox.wait, 600.0)
    redis_backend.until_blocked(2)
    redis_backend.push("b", body)
    assert bodies(waiter.result(PATIENCE_S)) == [body]


@pytest.mark.parametrize("rounds", [1, 2])
def test_forgotten_scripts_are_loaded_again(redis_backend: RedisBackend, rounds: int) -> None:
    process = redis_backend.start()
    inbox = process.inbox()
    for number in range(rounds):
        body = job(number)
        redis_backend.push("default", body)
        fetched = inbox.swap([], 1)
        settled: list[Settled] = [(delivery, Retry(body, 1.5)) for delivery in fetched]
        redis_backend.admin.script_flush()

        with pytest.raises(TransportDown):
            inbox.swap(settled, 1)
        inbox.swap(settled, 1)

        assert Stored(body, 1.5) in redis_backend.stored("retry")
    assert redis_backend.leased() == []


def test_a_restarted_server_is_found_with_all_that_it_kept(
    own_redis: RedisServer, own_backend: RedisBackend
) -> None:
    process = own_backend.start()
    pushed = jobs(3)
    own_backend.push("default", *pushed)
    inbox = process.inbox()
    settled: list[Settled] = [(delivery, Retry(b"r", 1.5)) for delivery in inbox.swap([], 1)]

    own_redis.stop()
    for _ in range(2):
        with pytest.raises(TransportDown, match=f"127.0.0.1:{own_redis.port}"):
            inbox.swap(settled, 2)
    own_redis.start()

    assert bodies(inbox.swap(settled, 2)) == own_backend.leased()[::-1] == pushed[1:]
    assert own_backend.stored("retry") == [Stored(b"r", 1.5)]


def test_a_server_that_does_not_answer_is_an_outage(
    own_redis: RedisServer, own_backend: RedisBackend
) -> None:
    process = own_backend.start()
    inbox = process.inbox()
    inbox.swap([], 0)
    body = job()
    own_backend.push("default", body)

    own_redis.process.pause()
    try:
        with pytest.raises(TransportDown, match="timed out"):
            inbox.swap([], 1)
    finally:
        own_redis.process.resume()

    assert bodies(inbox.swap([], 1)) == process.leased() == [body]


@pytest.mark.parametrize("password", [PASSWORD_IN_URL, "wrong-" + PASSWORD_IN_URL, ""])
def test_no_error_shows_a_password(
    redis_password_url: str, password: str, redis_backend: RedisBackend
) -> None:
    host = redis_password_url.rpartition("@")[2]
    port = host.partition(":")[2].partition("/")[0]
    hosts = [host, f"127.0.0.1:{int(port) + 1}/0", f"127.0.0.1:{port}/99999"]

    messages = [refusal(redis_backend, f"redis://:{password}@{host}") for host in hosts]

    assert len([message for message in messages if message]) >= 2
    for message in messages:
        assert PASSWORD not in message
        assert PASSWORD_IN_URL not in message


def refusal(backend: RedisBackend, url: str) -> str:
    """Return all that is said of an attempt to join; empty where it succeeds."""
    process = backend.build(url=url)
    try:
        process.transport.join()
    except Exception as error:
        return f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"
    return ""


def test_threads_share_a_transport(
    redis_backend: RedisBackend, threads: ThreadPoolExecutor
) -> None:
    process = redis_backend.start(slots=4)
    redis_backend.push("default", *jobs(200))
    start = threading.Barrier(4)

    def work(slot: int) -> int:
        inbox, done = process.inbox(slot), 0
        start.wait()
        while deliveries := inbox.swap([], 3):
            process.transport.give_back(deliveries[2:])
            process.transport.settle([(delivery, DONE) for delivery in deliveries[:2]])
            process.transport.beat(IDLE)
            done += len(deliveries[:2])
        return done

    assert sum(threads.map(work, range(4))) == 200
    assert redis_backend.leased() == redis_backend.queued() == []


def test_a_closed_transport_leaves_no_file_open(redis_backend: RedisBackend) -> None:
    opened = Path("/proc/self/fd")
    before = len(list(opened.iterdir()))

    for _ in range(10):
        redis_backend.start().close()

    assert len(list(opened.iterdir())) == before

"""The client on a real Redis, and the service that runs what it enqueued."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from pyworker import Client, client
from tests.integration.client_jobs import async_relay, relay
from tests.integration.jobs import context, invoice, record
from tests.integration.rails import RailsApp
from tests.integration.worker import Queues, Worker
from tests.servers.redis import RedisServer

Push = Callable[..., list[str]]


@pytest.fixture
def pusher(redis_url: str) -> Iterator[Client]:
    with Client(redis_url) as made:
        yield made


@pytest.fixture
def _default(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the default client be one of this test's Redis."""
    monkeypatch.setenv("REDIS_URL", redis_url)
    client.default.cache_clear()
    yield
    client.default().close()
    client.default.cache_clear()


def called(pusher: Client, many: list[list[Any]], **fields: Any) -> list[str]:
    return pusher.push_bulk("Record", many, **fields)


def awaited(pusher: Client, many: list[list[Any]], **fields: Any) -> list[str]:
    return asyncio.run(pusher.apush_bulk("Record", many, **fields))


both = pytest.mark.parametrize("push", [called, awaited])


@both
def test_jobs_lie_in_their_queue_the_first_to_be_fetched_first(
    redis_url: str, pusher: Client, push: Push
) -> None:
    queues = Queues(redis_url)

    jids = push(pusher, [[number] for number in range(2500)], queue="low")

    payloads = [json.loads(body) for body in queues.queued("low")]
    assert [payload["args"] for payload in payloads] == [[number] for number in range(2500)]
    assert [payload["jid"] for payload in payloads] == jids
    assert queues.redis.smembers("queues") == {"low"}


@both
def test_jobs_for_later_lie_in_the_schedule_by_their_time(
    redis_url: str, pusher: Client, push: Push
) -> None:
    at = time.time() + 3600.123456

    jids = push(pusher, [[1], [2]], at=at, queue="low")

    scheduled = Queues(redis_url).sorted_set("schedule")
    assert {(payload["jid"], score) for payload, score in scheduled} == {(j, at) for j in jids}
    assert all("enqueued_at" not in payload for payload, _ in scheduled)
    assert Queues(redis_url).queued("low") == []


def test_threads_push_side_by_side(redis_url: str, pusher: Client) -> None:
    def push_some(thread: int) -> None:
        for number in range(100):
            pusher.push("Record", [[thread, number]])

    threads = [threading.Thread(target=push_some, args=(each,)) for each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    pushed = [json.loads(body)["args"][0] for body in Queues(redis_url).queued()]
    assert sorted(pushed) == [[thread, number] for thread in range(8) for number in range(100)]
    assert connections(redis_url) <= 8


def test_tasks_push_side_by_side_over_one_connection(redis_url: str, pusher: Client) -> None:
    async def main() -> int:
        await asyncio.gather(*(pusher.apush("Record", [number]) for number in range(500)))
        return connections(redis_url)

    used = asyncio.run(main())

    pushed = [json.loads(body)["args"][0] for body in Queues(redis_url).queued()]
    assert sorted(pushed) == list(range(500))
    assert used == 1


def test_a_loop_that_ends_closes_its_connections(redis_url: str, pusher: Client) -> None:
    for number in range(3):
        asyncio.run(pusher.apush("Record", [number]))

    assert connections(redis_url) == 0
    assert len(Queues(redis_url).queued()) == 3


def test_connections_can_be_closed_and_open_again(redis_url: str, pusher: Client) -> None:
    async def main() -> list[int]:
        counts = []
        for number in range(2):
            await pusher.apush("Record", [number])
            counts.append(connections(redis_url))
            await pusher.aclose()
            counts.append(connections(redis_url))
        return counts

    assert asyncio.run(main()) == [1, 0, 1, 0]

    pusher.push("Record", [2])
    pusher.close()
    pusher.push("Record", [3])
    assert len(Queues(redis_url).queued()) == 4


@both
def test_a_user_a_password_a_database_and_a_socket_are_used(
    own_redis: RedisServer, push: Push
) -> None:
    queues = Queues(own_redis.url)
    queues.redis.acl_setuser(
        "eva", enabled=True, passwords=["+s:cret"], keys=["*"], categories=["+@all"]
    )
    queues.redis.config_set("requirepass", "other")

    for url in (
        f"redis://eva:s%3Acret@127.0.0.1:{own_redis.port}/3",
        f"redis://:other@127.0.0.1:{own_redis.port}/3",
        f"unix://:other@{own_redis.socket_path}?db=3",
    ):
        with Client(url) as pusher:
            push(pusher, [[1]])

    reader = Queues(f"redis://:other@127.0.0.1:{own_redis.port}/3")
    assert len(reader.queued()) == 3


@pytest.mark.usefixtures("_default")
def test_the_service_runs_what_was_enqueued(redis_url: str) -> None:
    queues = Queues(redis_url)
    value = {"text": 'é\n\u2028"\\', "numbers": [1, -2.5, 10**30, None, True]}
    with Worker(redis_url).ready():
        invoice.perform_async(7, total="9.50")
        assert queues.waited("ran") == "7 9.50"

        record.perform_async(value)
        assert json.loads(queues.waited("ran")) == value

        jid = context.perform_async()
        assert json.loads(queues.waited("ran")) == [jid, None, "default", []]

        record.perform_in(0.5, "later")
        record.perform_at(datetime.now(UTC), "now")
        assert [queues.waited("ran"), queues.waited("ran")] == ['"now"', '"later"']

        record.perform_bulk([[number] for number in range(1500)])
        assert {int(queues.waited("ran")) for _ in range(1500)} == set(range(1500))


@pytest.mark.usefixtures("_default")
def test_a_handler_may_enqueue(redis_url: str) -> None:
    queues = Queues(redis_url)

    with Worker(redis_url, "-r", "tests.integration.client_jobs") as worker:
        for number in range(20):
            relay.perform_async(f"r{number}")
            async_relay.perform_async(f"a{number}")
        ran = {queues.waited("ran") for _ in range(60)}
        assert worker.stop() == 0

    assert ran == {
        *(f'"r{number} relayed"' for number in range(20)),
        *(f'"a{number} relayed"' for number in range(20)),
        *(f'"a{number} relayed by a call"' for number in range(20)),
    }
    assert {json.loads(body)["args"][0] for body in queues.queued("ruby")} == {
        f"r{number}" for number in range(20)
    }


@pytest.mark.usefixtures("_default")
def test_ruby_reads_what_was_enqueued(redis_url: str, postgres_url: str) -> None:
    app = RailsApp.prepared(redis_url, postgres_url)
    before = time.time()
    jid = record.set(queue="low", tags=["vip"], retry=3).perform_async({"é": [1.5, None]})
    later = record.perform_in(3600, "later")

    with app.console() as ask:
        job = json.loads(
            ask(
                "job = Sidekiq::Queue.new('low').first\n"
                "puts job.item.merge('latency' => job.latency, 'made' => job.created_at.to_f,"
                " 'put' => job.enqueued_at.to_f, 'names' => Sidekiq::Queue.all.map(&:name)).to_json"
            )
        )
        scheduled = json.loads(
            ask(
                "job = Sidekiq::ScheduledSet.new.first\n"
                "puts job.item.merge('due' => job.at.to_f).to_json"
            )
        )

    assert (job["class"], job["args"], job["jid"]) == ("Record", [{"é": [1.5, None]}], jid)
    assert (job["queue"], job["retry"], job["tags"]) == ("low", 3, ["vip"])
    assert job["names"] == ["low"]
    assert before <= job["made"] == job["put"] <= time.time()
    assert 0 <= job["latency"] < 60
    assert (scheduled["jid"], scheduled["args"]) == (later, ["later"])
    assert scheduled["due"] == pytest.approx(before + 3600, abs=60)


@pytest.mark.usefixtures("_default")
def test_ruby_runs_what_was_pushed_for_it(redis_url: str, postgres_url: str) -> None:
    app = RailsApp.prepared(redis_url, postgres_url)
    client.push("Sidekiq::Extensions::Nothing", [1], retry=0)

    with app.sidekiq():
        queues = Queues(redis_url)
        deadline = time.monotonic() + 30
        while not queues.sorted_set("dead"):
            assert time.monotonic() < deadline

    [(dead, _)] = queues.sorted_set("dead")
    assert (dead["error_class"], dead["args"]) == ("NameError", [1])


def connections(url: str) -> int:
    """Count the client's own connections that the server has."""
    clients: Any = Queues(url).redis.client_list()
    return sum(each["name"].startswith("pyworker-") for each in clients)

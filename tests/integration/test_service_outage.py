"""Redis goes away, refuses, stalls or cuts connections: the service goes on by itself."""

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
import redis

from tests.integration.worker import Queues, Worker
from tests.servers.redis import RedisServer

JOBS = 3000
FLAGS = ("-c", "3")


def failed(queues: Queues) -> set[int]:
    return {payload["args"][0] for payload, _ in queues.sorted_set("retry")}


@pytest.fixture(params=["redis", "valkey"])
def server(request: pytest.FixtureRequest) -> RedisServer:
    started: RedisServer = request.getfixturevalue(f"own_{request.param}")
    return started


def test_a_restart_amid_the_work_loses_and_double_counts_nothing(server: RedisServer) -> None:
    queues = Queues(server.url)
    queues.push_all("Record", [[number] for number in range(JOBS)])

    # What failed is not promoted within the test.
    with Worker(server.url, *FLAGS, PYWORKER_POLL_INTERVAL="3600") as worker:
        told = {json.loads(queues.waited("ran")) for _ in range(100)}
        server.restart()
        worker.until("trying again until it answers")
        queues = Queues(server.url)
        # What a job itself could not tell the server is a failure, and is retried.
        ran = told
        while ran | failed(queues) != set(range(JOBS)):
            ran.add(json.loads(queues.waited("ran")))
        assert worker.stop() == 0

    assert queues.leased() == 0
    assert queues.number("stat:failed") == len(queues.sorted_set("retry"))


def cut_all(admin: redis.Redis) -> None:
    """Cut every connection of the service, and none of its jobs' own."""
    clients: Any = admin.client_list()
    for client in clients:
        if client["name"].startswith("pyworker-"):
            admin.client_kill_filter(_id=client["id"])


def refuse_writes(admin: redis.Redis) -> None:
    admin.config_set("min-replicas-to-write", 1)


def allow_writes(admin: redis.Redis) -> None:
    admin.config_set("min-replicas-to-write", 0)


def become_replica(admin: redis.Redis) -> None:
    admin.replicaof("127.0.0.1", 1)


def become_master(admin: redis.Redis) -> None:
    admin.replicaof("NO", "ONE")


def run_a_script_without_end(admin: redis.Redis) -> None:
    """Send one, and wait until the server says that it is busy with it."""
    admin.config_set("busy-reply-threshold", 20)
    port = admin.connection_pool.connection_kwargs["port"]
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"EVAL 'while true do end' 0\r\n")
        while not is_busy(admin):
            pass


def is_busy(admin: redis.Redis) -> bool:
    try:
        admin.ping()
    except redis.ResponseError as error:
        return "busy" in str(error)
    return False


def kill_the_script(admin: redis.Redis) -> None:
    admin.script_kill()


def nothing(_: redis.Redis) -> None:
    """Leave the server alone: it recovers by itself."""


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        (cut_all, nothing),
        (refuse_writes, allow_writes),
        (become_replica, become_master),
        (run_a_script_without_end, kill_the_script),
    ],
)
def test_an_idle_service_outlives_a_fault_and_goes_on(
    fault: Callable[[redis.Redis], None],
    end: Callable[[redis.Redis], None],
    own_redis: RedisServer,
) -> None:
    queues = Queues(own_redis.url)

    with Worker(own_redis.url, *FLAGS) as worker:
        worker.ready()
        queues.push("Record", "before")
        assert queues.waited("ran") == '"before"'
        fault(queues.redis)
        worker.until("trying again until it answers, nothing is lost")
        end(queues.redis)
        worker.until("the queues answer again after")
        queues.push("Record", "after")
        assert queues.waited("ran") == '"after"'
        assert worker.stop() == 0

    assert queues.number("stat:processed") == 2
    assert queues.leased() == 0


def test_scripts_that_somebody_flushed_are_loaded_again(own_redis: RedisServer) -> None:
    queues = Queues(own_redis.url)

    with Worker(own_redis.url, *FLAGS) as worker:
        worker.ready()
        queues.redis.script_flush()
        queues.push("Record", "after")
        assert queues.waited("ran") == '"after"'
        assert worker.stop() == 0

    assert queues.number("stat:processed") == 1


def test_connections_cut_again_and_again_amid_the_work_lose_nothing(own_redis: RedisServer) -> None:
    queues = Queues(own_redis.url)
    queues.push_all("Batch", [[number * 2] for number in range(20_000)])

    with Worker(own_redis.url, *FLAGS, PYWORKER_LOG_LEVEL="warning") as worker:
        done = 0
        while done < 20_000:
            done += int(queues.waited("batches"))
            cut_all(queues.redis)
        queues.push("Block", "end")
        queues.waited("started")
        queues.redis.rpush("release:end", "go")
        assert worker.stop() == 0

    assert queues.queued() == []
    assert queues.leased() == 0
    assert queues.number("stat:processed") >= 20_001


def test_a_server_that_pauses_its_clients_is_waited_for(own_redis: RedisServer) -> None:
    queues = Queues(own_redis.url)

    with Worker(own_redis.url, *FLAGS) as worker:
        worker.ready()
        queues.redis.client_pause(7000)
        queues.push("Record", "through")
        assert queues.waited("ran") == '"through"'
        assert worker.stop() == 0

    assert queues.leased() == 0


def test_the_service_waits_for_a_server_that_is_not_there_yet(own_redis: RedisServer) -> None:
    own_redis.stop()

    with Worker(own_redis.url) as worker:
        worker.until("Connection refused; trying again until it answers")
        own_redis.start()
        worker.ready()
        assert worker.stop() == 0


def test_it_can_be_stopped_while_the_server_is_away(own_redis: RedisServer) -> None:
    with Worker(own_redis.url) as worker:
        worker.ready()
        own_redis.kill()
        worker.until("trying again until it answers")
        assert worker.stop() == 0


def test_a_full_disk_under_the_log_stops_nothing(redis_url: str) -> None:
    queues = Queues(redis_url)

    with open("/dev/full", "w") as full, Worker(redis_url, stdout=full) as worker:
        queues.push_all("Record", [[1], [2]])
        assert {queues.waited("ran"), queues.waited("ran")} == {"1", "2"}
        queues.push("Fail", "unheard")
        queues.push("Record", 3)
        assert queues.waited("ran") == "3"
        assert worker.stop() == 0

    assert [payload["error_message"] for payload, _ in queues.sorted_set("retry")] == ["unheard"]

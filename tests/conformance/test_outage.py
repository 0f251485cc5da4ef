"""C22: Redis goes away, cuts or refuses; the service resumes unaided and counts right."""

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
import redis

from tests.conformance.ruby import Ruby
from tests.conformance.service import service
from tests.servers.redis import RedisServer

JOBS = 1000


def nothing(_: RedisServer) -> None:
    """Leave the server alone: it recovers by itself."""


def restart(server: RedisServer) -> None:
    server.restart()


def cut_all(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as admin:
        clients: Any = admin.client_list()
        for client in clients:
            if client["name"].startswith("pyworker-"):
                admin.client_kill_filter(_id=client["id"])


def become_replica(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as admin:
        admin.replicaof("127.0.0.1", 1)


def become_master(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as admin:
        admin.replicaof("NO", "ONE")


def run_a_script_without_end(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as admin:
        admin.config_set("busy-reply-threshold", 20)
    with socket.create_connection(("127.0.0.1", server.port)) as spinner:
        spinner.sendall(b'EVAL "while true do end" 0\r\n')
        # It is refused from the moment that the script holds the server up.
        while not is_busy(server):
            time.sleep(0.01)


def is_busy(server: RedisServer) -> bool:
    with redis.Redis.from_url(server.url) as client:
        try:
            client.ping()
        except redis.ResponseError as error:
            return "BUSY" in str(error)
    return False


def kill_the_script(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url) as admin:
        admin.script_kill()


FAULTS = {
    "restart": (restart, nothing),
    "client_kill": (cut_all, nothing),
    "readonly": (become_replica, become_master),
    "busy": (run_a_script_without_end, kill_the_script),
}
Act = Callable[[RedisServer], None]


@pytest.mark.parametrize(("fault", "end"), FAULTS.values(), ids=FAULTS)
def test_c22_the_service_resumes_unaided_and_counts_once(
    fault: Act, end: Act, own_redis: RedisServer, console: Ruby
) -> None:
    with console.at(own_redis.url) as ruby, service(own_redis.url, "-c", "3") as worker:
        worker.ready()
        ruby.run(f"Jid.perform_bulk((0...{JOBS}).zip)")
        ruby.until(f"Sidekiq.redis {{ |c| c.llen('ran') }} == {JOBS}")
        fault(own_redis)
        worker.until("trying again until it answers, nothing is lost")
        end(own_redis)
        worker.until("the queues answer again after")
        jid = ruby.value("Jid.perform_async(-1)")
        ruby.until(f"Sidekiq.redis {{ |c| c.lindex('ran', -1) }} == '{jid}'")
        assert worker.stop() == 0
        stats = ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed, s.enqueued]")
        ran = ruby.value("Sidekiq.redis { |c| c.lrange('ran', 0, -1) }")

    assert stats == [JOBS + 1, 0, 0]
    assert len(ran) == len(set(ran)) == JOBS + 1

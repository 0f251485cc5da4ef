"""What the client says, and does, when the server or the way to it fails."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from pyworker import Client, PushUnconfirmed
from pyworker.errors import TransportDown
from pyworker.transports.redis.connection import ReplyError
from tests.contract.proxy import Proxy
from tests.integration.worker import PATIENCE_S, Queues
from tests.servers.redis import RedisServer

FORKING = """
import os, sys
from pyworker import push, push_bulk
push("Record", ["parent"])
children = []
for child in range(4):
    pid = os.fork()
    if not pid:
        for number in range(100):
            push("Record", [f"child {child} {number}"])
        os._exit(0)
    children.append(pid)
for number in range(100):
    push("Record", [f"parent {number}"])
sys.exit(any(os.waitpid(pid, 0)[1] for pid in children))
"""

Pushes = Callable[..., list[str]]


def called(pusher: Client, *between: Callable[[], None]) -> list[str]:
    """Push, do something, push again, and so on; return the jids."""
    jids = [pusher.push("Record", [0])]
    for number, act in enumerate(between, start=1):
        act()
        jids.append(pusher.push("Record", [number]))
    return jids


def awaited(pusher: Client, *between: Callable[[], None]) -> list[str]:
    """The same in one event loop, which does not run while something is done."""

    async def main() -> list[str]:
        jids = [await pusher.apush("Record", [0])]
        for number, act in enumerate(between, start=1):
            act()
            jids.append(await pusher.apush("Record", [number]))
        return jids

    return asyncio.run(main())


both = pytest.mark.parametrize("pushes", [called, awaited])


def queued_jids(url: str) -> list[str]:
    return [json.loads(body)["jid"] for body in Queues(url).queued()]


@both
def test_a_server_that_was_restarted_is_found_again(own_redis: RedisServer, pushes: Pushes) -> None:
    with Client(own_redis.url) as pusher:
        jids = pushes(pusher, own_redis.restart)

    assert queued_jids(own_redis.url) == jids


@both
def test_without_a_server_nothing_is_enqueued_and_that_is_said(
    own_redis: RedisServer, pushes: Pushes
) -> None:
    with (
        Client(own_redis.url) as pusher,
        pytest.raises(TransportDown, match=f"redis://127.0.0.1:{own_redis.port}/0"),
    ):
        pushes(pusher, own_redis.stop)

    own_redis.start()
    assert len(queued_jids(own_redis.url)) == 1


@both
def test_a_push_whose_reply_was_lost_is_not_repeated_and_names_its_job(
    redis_server: RedisServer, redis_url: str, pushes: Pushes
) -> None:
    with Proxy(redis_server.port) as proxy, Client(f"redis://127.0.0.1:{proxy.port}") as pusher:
        with pytest.raises(PushUnconfirmed) as lost:
            pushes(pusher, proxy.lose_reply)
        pushes(pusher)

    jids = queued_jids(redis_url)
    assert len(jids) == len(set(jids)) == 3
    assert lost.value.jids == (jids[1],)
    assert jids[1] in str(lost.value)


@both
def test_a_push_that_never_arrived_is_not_told_as_enqueued(
    redis_server: RedisServer, redis_url: str, pushes: Pushes
) -> None:
    with Proxy(redis_server.port) as proxy, Client(f"redis://127.0.0.1:{proxy.port}") as pusher:
        with pytest.raises(PushUnconfirmed):
            pushes(pusher, proxy.hold_command)
        pushes(pusher)

    assert len(queued_jids(redis_url)) == 2


@both
def test_a_server_that_is_full_takes_nothing_and_says_why(
    own_redis: RedisServer, pushes: Pushes
) -> None:
    queues = Queues(own_redis.url)

    with Client(own_redis.url) as pusher:
        with pytest.raises(TransportDown, match="are not enqueued: Redis answers: OOM"):
            pushes(pusher, lambda: queues.redis.config_set("maxmemory", "1"))
        queues.redis.delete("queues")
        queues.redis.config_set("maxmemory", "0")
        pushes(pusher)

    assert len(queued_jids(own_redis.url)) == 2


@both
def test_a_user_who_may_not_push_leaves_nothing_half_done(
    own_redis: RedisServer, pushes: Pushes
) -> None:
    queues = Queues(own_redis.url)
    queues.redis.acl_setuser(
        "eva",
        enabled=True,
        passwords=["+secret"],
        keys=["*"],
        categories=["+@all"],
        commands=["-sadd"],
    )

    with (
        Client(f"redis://eva:secret@127.0.0.1:{own_redis.port}") as pusher,
        pytest.raises(ReplyError, match="'default' are not enqueued: Redis answers: NOPERM"),
    ):
        pushes(pusher)

    assert queues.redis.keys() == []


@both
def test_a_wrong_password_is_said(own_redis: RedisServer, pushes: Pushes) -> None:
    with (
        Client(f"redis://eva:secret@127.0.0.1:{own_redis.port}") as pusher,
        pytest.raises(TransportDown, match="WRONGPASS"),
    ):
        pushes(pusher)


@both
def test_a_key_of_another_kind_is_said(redis_url: str, pushes: Pushes) -> None:
    Queues(redis_url).redis.set("queue:default", "text")

    with Client(redis_url) as pusher, pytest.raises(ReplyError, match="WRONGTYPE"):
        pushes(pusher)


def test_a_push_that_is_cancelled_leaves_no_reply_to_the_next(own_redis: RedisServer) -> None:
    async def main(pusher: Client) -> list[str]:
        first = await pusher.apush("Record", [0])
        own_redis.process.pause()
        cancelled = asyncio.ensure_future(pusher.apush("Record", [1]))
        # Its packet is sent in its first steps; the server reads it when it goes on.
        for _ in range(10):
            await asyncio.sleep(0)
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        own_redis.process.resume()
        return [first, await pusher.apush("Record", [2])]

    with Client(own_redis.url) as pusher:
        first, last = asyncio.run(main(pusher))

    jids = queued_jids(own_redis.url)
    assert len(jids) == 3
    assert jids[0] == first
    assert jids[-1] == last


def test_parent_and_children_have_connections_of_their_own(redis_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKING],
        env={**os.environ, "REDIS_URL": redis_url},
        timeout=PATIENCE_S,
        capture_output=True,
        check=False,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
    pushed = {json.loads(body)["args"][0] for body in Queues(redis_url).queued()}
    assert len(pushed) == len(queued_jids(redis_url)) == 501

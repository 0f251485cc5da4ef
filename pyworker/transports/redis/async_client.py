"""The twin of ``client`` for coroutines: asyncio's streams, and hiredis for the replies."""

import asyncio
import os
import select
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

import hiredis

from pyworker.errors import TransportDown
from pyworker.payload import Push
from pyworker.pusher import PushUnconfirmed
from pyworker.transports.redis.client import check, commands, confirm, pack
from pyworker.transports.redis.connection import COMMAND_TIMEOUT_S, RECEIVE_BYTES
from pyworker.transports.redis.endpoint import Endpoint

CONNECT_TIMEOUT_S = 3.0
# More would not make a loop faster: Redis does one thing at a time, and so does the loop.
LINES = 10


class Line:
    """A connection of one event loop."""

    def __init__(self, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        self._incoming, self._outgoing = streams
        self._replies = hiredis.Reader()
        self._poll = select.poll()
        self._poll.register(self._outgoing.get_extra_info("socket").fileno(), select.POLLIN)

    def is_stale(self) -> bool:
        """Tell, of a line that awaits no reply, whether the server has hung up meanwhile."""
        # The loop may or may not have seen it already.
        return self._incoming.at_eof() or bool(self._poll.poll(0))

    async def exchange(self, packet: bytes, replies: int) -> list[Any]:
        """Send commands and return the replies to them, errors too.

        Raises:
            OSError: the line is lost; a TimeoutError is one, too.
        """
        async with asyncio.timeout(COMMAND_TIMEOUT_S):
            self._outgoing.write(packet)
            await self._outgoing.drain()
            return [await self._reply() for _ in range(replies)]

    def hang_up(self) -> None:
        self._outgoing.close()

    async def close(self) -> None:
        self._outgoing.close()
        with suppress(OSError):
            await self._outgoing.wait_closed()

    async def _reply(self) -> Any:
        reply = self._replies.gets()
        while reply is False:
            received = await self._incoming.read(RECEIVE_BYTES)
            if not received:
                raise ConnectionResetError("the server closed the connection")
            self._replies.feed(received)
            reply = self._replies.gets()
        return reply


class AsyncRedisClient:
    """Pushes from coroutines of any event loop, over up to ``LINES`` lines each."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._pools: dict[asyncio.AbstractEventLoop, _Pool] = {}

    async def asend(self, push: Push) -> None:
        packet, expected = commands(push)
        pool = await self._pool()
        async with pool.permits:
            line = pool.take() or await _connected(self._endpoint)
            try:
                replies = await line.exchange(packet, expected)
            except OSError as error:
                line.hang_up()
                reason = f"Redis at {self._endpoint}: {type(error).__name__}: {error}"
                raise PushUnconfirmed(push, reason) from error
            except BaseException:
                # Cancelled: the reply is still under way, and must not answer the next push.
                line.hang_up()
                raise
            pool.idle.append(line)
        confirm(push, replies)

    async def aclose(self) -> None:
        """Close the idle lines of the running loop; the next push opens one again."""
        await (await self._pool()).life.aclose()

    async def _pool(self) -> "_Pool":
        loop = asyncio.get_running_loop()
        if loop not in self._pools:
            pool = _Pool()
            pool.life = self._live(loop, pool)
            self._pools[loop] = pool
            await anext(pool.life)
        return self._pools[loop]

    async def _live(
        self, loop: asyncio.AbstractEventLoop, pool: "_Pool"
    ) -> AsyncGenerator[None, None]:
        # A loop that ends closes every generator that was begun on it: nobody has to call aclose.
        try:
            yield
        finally:
            del self._pools[loop]
            for line in pool.idle:
                await line.close()


class _Pool:
    """What one event loop has."""

    life: AsyncGenerator[None, None]

    def __init__(self) -> None:
        self.idle: list[Line] = []
        self.permits = asyncio.Semaphore(LINES)

    def take(self) -> Line | None:
        while self.idle:
            line = self.idle.pop()
            if not line.is_stale():
                return line
            line.hang_up()
        return None


async def _connected(endpoint: Endpoint) -> Line:
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            line = Line(await _streams(endpoint))
    except OSError as error:
        reason = str(error) or type(error).__name__
        raise TransportDown(f"Redis at {endpoint}: {reason}") from error
    try:
        greeting = _greeting(endpoint)
        packet = b"".join(pack(*command) for command in greeting)
        check(await line.exchange(packet, len(greeting)), f"Redis at {endpoint}")
    except OSError as error:
        line.hang_up()
        raise TransportDown(f"Redis at {endpoint}: {error}") from error
    except BaseException:
        line.hang_up()
        raise
    return line


async def _streams(endpoint: Endpoint) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if endpoint.path:
        return await asyncio.open_unix_connection(endpoint.path)
    context = endpoint.tls_context() if endpoint.tls else None
    return await asyncio.open_connection(endpoint.host, endpoint.port, ssl=context)


def _greeting(endpoint: Endpoint) -> list[tuple[str, ...]]:
    commands: list[tuple[str, ...]] = [("CLIENT", "SETNAME", f"pyworker-{os.getpid()}")]
    if endpoint.database:
        commands.insert(0, ("SELECT", str(endpoint.database)))
    if endpoint.password:
        user = (endpoint.username,) if endpoint.username else ()
        commands.insert(0, ("AUTH", *user, endpoint.password))
    return commands

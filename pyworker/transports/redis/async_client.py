"""The twin of ``client`` for coroutines: one line for each event loop, shared by its tasks.

A task sends its packet at once and waits for its own replies; Redis sends them in order, so many
pushes may be under way together. asyncio's streams took twice the time.
"""

import asyncio
import select
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any

import hiredis

from pyworker.errors import TransportDown
from pyworker.payload import Push
from pyworker.pusher import PushUnconfirmed
from pyworker.transports.redis.client import check, commands, confirm, pack
from pyworker.transports.redis.connection import COMMAND_TIMEOUT_S, greeting
from pyworker.transports.redis.dial import CONNECT_TIMEOUT_S
from pyworker.transports.redis.endpoint import Endpoint


class Line(asyncio.Protocol):
    """A connection, as its event loop sees it."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._reader = hiredis.Reader()
        self._expected: deque[tuple[asyncio.Future[list[Any]], int]] = deque()
        self._arrived: list[Any] = []
        self._lost = asyncio.get_running_loop().create_future()
        self._poll = select.poll()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # that of a socket is one
        self._poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while self._expected and (reply := self._reader.gets()) is not False:
            self._arrived.append(reply)
            if len(self._arrived) == self._expected[0][1]:
                self._hand_over()

    def connection_lost(self, error: Exception | None) -> None:
        self._lost.set_result(None)
        while self._expected:
            future, _ = self._expected.popleft()
            if not future.done():
                future.set_exception(error or ConnectionResetError("the server closed it"))

    def is_stale(self) -> bool:
        """Tell whether the server has hung up."""
        # The loop may not have seen it yet; what arrives though no reply is due is that, too.
        return self._transport.is_closing() or (not self._expected and bool(self._poll.poll(0)))

    async def exchange(self, packet: bytes, replies: int) -> list[Any]:
        """Send commands and return the replies to them, errors too.

        A task that is cancelled meanwhile leaves its replies to be read and dropped.

        Raises:
            OSError: the line is lost; a TimeoutError is one, too.
        """
        future: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._expected.append((future, replies))
        self._transport.write(packet)
        try:
            async with asyncio.timeout(COMMAND_TIMEOUT_S):
                return await future
        except TimeoutError:
            self._transport.abort()
            raise

    async def close(self) -> None:
        self._transport.close()
        await self._lost

    def _hand_over(self) -> None:
        future, _ = self._expected.popleft()
        arrived, self._arrived = self._arrived, []
        if not future.done():
            future.set_result(arrived)


class AsyncRedisClient:
    """Pushes from coroutines of any event loop."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._loops: dict[asyncio.AbstractEventLoop, _Loop] = {}

    async def asend(self, push: Push) -> None:
        packet, expected = commands(push)
        line = await (await self._loop()).line(self._endpoint)
        try:
            replies = await line.exchange(packet, expected)
        except OSError as error:
            reason = f"Redis at {self._endpoint}: {type(error).__name__}: {error}"
            raise PushUnconfirmed(push, reason) from error
        confirm(push, replies)

    async def aclose(self) -> None:
        """Close the running loop's line; the next push opens one again."""
        await (await self._loop()).life.aclose()

    async def _loop(self) -> "_Loop":
        running = asyncio.get_running_loop()
        known = self._loops.get(running)
        if known is None:
            known = self._loops[running] = _Loop()
            known.life = self._live(running, known)
            await anext(known.life)
        return known

    async def _live(
        self, running: asyncio.AbstractEventLoop, known: "_Loop"
    ) -> AsyncGenerator[None, None]:
        # A loop that ends closes every generator that was begun on it: nobody has to call aclose.
        try:
            yield
        finally:
            del self._loops[running]
            if known.opened is not None:
                await known.opened.close()


class _Loop:
    """What one event loop has."""

    life: AsyncGenerator[None, None]

    def __init__(self) -> None:
        self.opened: Line | None = None
        self._opening = asyncio.Lock()

    async def line(self, endpoint: Endpoint) -> Line:
        if self.opened is not None and not self.opened.is_stale():
            return self.opened
        async with self._opening:
            if self.opened is None or self.opened.is_stale():
                if self.opened is not None:
                    await self.opened.close()
                self.opened = await _connected(endpoint)
            return self.opened


async def _connected(endpoint: Endpoint) -> Line:
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            line = await _dialled(endpoint)
    except OSError as error:
        reason = str(error) or type(error).__name__
        raise TransportDown(f"Redis at {endpoint}: {reason}") from error
    said = greeting(endpoint)
    try:
        packet = b"".join(pack(*command) for command in said)
        check(await line.exchange(packet, len(said)), f"Redis at {endpoint}")
    except BaseException as error:
        await line.close()
        if isinstance(error, OSError):
            raise TransportDown(f"Redis at {endpoint}: {error}") from error
        raise
    return line


async def _dialled(endpoint: Endpoint) -> Line:
    loop = asyncio.get_running_loop()
    if endpoint.path:
        _, line = await loop.create_unix_connection(Line, endpoint.path)
        return line
    context = endpoint.tls_context() if endpoint.tls else None
    _, line = await loop.create_connection(Line, endpoint.host, endpoint.port, ssl=context)
    return line

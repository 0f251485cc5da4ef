"""Enqueueing from Python: decorated jobs by their own methods, and Ruby's by the name of a class.

The default client finds Redis as the service does, by ``REDIS_URL``; nothing connects before the
first push.
"""

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pyworker.arguments import Positions
from pyworker.errors import ConfigError
from pyworker.payload import Push, Template, When
from pyworker.performer import Performer
from pyworker.pusher import route
from pyworker.transports.redis.client import RedisClient
from pyworker.transports.redis.endpoint import parse_url

if TYPE_CHECKING:
    from pyworker.transports.redis.async_client import AsyncRedisClient


class Client:
    """Pushes to one Redis, from any thread, event loop or forked process.

    Args:
        url: ``redis://``, ``rediss://`` or ``unix://``; None for the setting ``REDIS_URL``.

    Raises:
        ConfigError: the URL cannot be used.
    """

    def __init__(self, url: str | None = None) -> None:
        try:
            self._endpoint = parse_url(url or _configured_url())
        except ValueError as error:
            raise ConfigError([f"REDIS_URL: {error}"]) from None
        self._redis = RedisClient(self._endpoint)

    def push(
        self, class_name: str, args: Sequence[Any] = (), /, *, at: When | None = None, **fields: Any
    ) -> str:
        """Enqueue a job of any class, Ruby's or Python's, and return its jid.

        Args:
            class_name: the handler's, as ``"Billing::Invoice"``.
            args: values that JSON has.
            at: when it is due, epoch seconds or a datetime with a time zone; None for now.
            fields: ``queue`` ("default"), ``retry`` (True), ``tags``, or any other of the payload.
        """
        return self._performer(class_name, fields).perform_bulk([args], at=at)[0]

    def push_bulk(
        self,
        class_name: str,
        many: Iterable[Sequence[Any]],
        /,
        *,
        at: When | None = None,
        **fields: Any,
    ) -> list[str]:
        """Enqueue a job for each list of arguments, a thousand in a round trip."""
        return self._performer(class_name, fields).perform_bulk(many, at=at)

    async def apush(
        self, class_name: str, args: Sequence[Any] = (), /, *, at: When | None = None, **fields: Any
    ) -> str:
        """Do what ``push`` does, from a coroutine."""
        return (await self._performer(class_name, fields).aperform_bulk([args], at=at))[0]

    async def apush_bulk(
        self,
        class_name: str,
        many: Iterable[Sequence[Any]],
        /,
        *,
        at: When | None = None,
        **fields: Any,
    ) -> list[str]:
        """Do what ``push_bulk`` does, from a coroutine."""
        return await self._performer(class_name, fields).aperform_bulk(many, at=at)

    def send(self, push: Push) -> None:
        self._redis.send(push)

    async def asend(self, push: Push) -> None:
        await self._async_redis.asend(push)

    def close(self) -> None:
        """Close the idle connections; the next push opens one again."""
        self._redis.close()

    async def aclose(self) -> None:
        """Close those of the running event loop; its end does that by itself."""
        await self._async_redis.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _performer(self, class_name: str, fields: dict[str, Any]) -> Performer[...]:
        return Performer(Template(class_name, fields), Positions(class_name), self)

    @cached_property
    def _async_redis(self) -> "AsyncRedisClient":
        # asyncio is loaded only where coroutines push.
        from pyworker.transports.redis.async_client import AsyncRedisClient

        return AsyncRedisClient(self._endpoint)


@cache
def default() -> Client:
    """Return the client of those who name none."""
    return Client()


def push(
    class_name: str, args: Sequence[Any] = (), /, *, at: When | None = None, **fields: Any
) -> str:
    """Enqueue a job of any class through the default client, as ``Client.push`` does."""
    return default().push(class_name, args, at=at, **fields)


def push_bulk(
    class_name: str, many: Iterable[Sequence[Any]], /, *, at: When | None = None, **fields: Any
) -> list[str]:
    """Enqueue many jobs of a class through the default client, as ``Client.push_bulk`` does."""
    return default().push_bulk(class_name, many, at=at, **fields)


async def apush(
    class_name: str, args: Sequence[Any] = (), /, *, at: When | None = None, **fields: Any
) -> str:
    """Enqueue a job of any class through the default client, as ``Client.apush`` does."""
    return await default().apush(class_name, args, at=at, **fields)


async def apush_bulk(
    class_name: str, many: Iterable[Sequence[Any]], /, *, at: When | None = None, **fields: Any
) -> list[str]:
    """Enqueue many jobs of a class through the default client, as ``Client.apush_bulk`` does."""
    return await default().apush_bulk(class_name, many, at=at, **fields)


def _configured_url() -> str:
    # The reader of .env files is loaded only where it is needed.
    from pyworker import config
    from pyworker.config.servers import redis_address

    problems: list[str] = []
    address = redis_address(config.environment(), lambda _url: None, problems)
    if problems:
        raise ConfigError(problems)
    return address.url


route.set_default(default)

"""Enqueueing the jobs of one class, by the names that Ruby's Sidekiq has for it."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Generic, ParamSpec

from pyworker.arguments import Positions
from pyworker.errors import PyworkerError
from pyworker.payload import Push, Template, When, due
from pyworker.pusher import Pusher, route

P = ParamSpec("P")

# As many jobs a round trip as Ruby's perform_bulk.
BULK = 1000


class Performer(Generic[P]):
    """Enqueues jobs of one class; each method returns the jids, and has an async twin.

    Raises, whichever method is called:
        TypeError: the arguments do not fit the handler, or are no JSON values.
        ValueError: a number is not finite, or a time cannot be used.
        TransportDown: nothing was enqueued.
        PushUnconfirmed: the reply was lost.
    """

    def __init__(
        self, template: Template, positions: Positions, pusher: Pusher | None = None
    ) -> None:
        self._template = template
        self._positions = positions
        self._pusher = pusher

    def set(self, **fields: Any) -> "Performer[P]":
        """Return the same with other fields: ``queue``, ``retry``, ``tags``, any of Sidekiq's."""
        return Performer(self._template.changed(fields), self._positions, self._pusher)

    def via(self, pusher: Pusher) -> "Performer[P]":
        """Return the same for another client than the default one."""
        return Performer(self._template, self._positions, pusher)

    def perform_async(self, *args: P.args, **kwargs: P.kwargs) -> str:
        """Enqueue a job."""
        return self._send(self._one(args, kwargs, None))

    def perform_in(self, delay_s: float, /, *args: P.args, **kwargs: P.kwargs) -> str:
        """Enqueue a job that is due in so many seconds."""
        return self._send(self._one(args, kwargs, time.time() + delay_s))

    def perform_at(self, at: When, /, *args: P.args, **kwargs: P.kwargs) -> str:
        """Enqueue a job that is due at a time: epoch seconds, or a datetime with a time zone."""
        return self._send(self._one(args, kwargs, at))

    def perform_bulk(
        self, many: Iterable[Sequence[Any]], /, *, at: When | None = None
    ) -> list[str]:
        """Enqueue a job for each list of arguments, a thousand in a round trip.

        Where it fails in the middle, the error's note has the number of jobs already enqueued.
        """
        jids: list[str] = []
        with _counting(jids):
            for push in self._chunks(many, at):
                route.to(self._pusher).send(push)
                jids += push.jids
        return jids

    async def aperform_async(self, *args: P.args, **kwargs: P.kwargs) -> str:
        """Enqueue a job."""
        return await self._asend(self._one(args, kwargs, None))

    async def aperform_in(self, delay_s: float, /, *args: P.args, **kwargs: P.kwargs) -> str:
        """Enqueue a job that is due in so many seconds."""
        return await self._asend(self._one(args, kwargs, time.time() + delay_s))

    async def aperform_at(self, at: When, /, *args: P.args, **kwargs: P.kwargs) -> str:
        """Enqueue a job that is due at a time: epoch seconds, or a datetime with a time zone."""
        return await self._asend(self._one(args, kwargs, at))

    async def aperform_bulk(
        self, many: Iterable[Sequence[Any]], /, *, at: When | None = None
    ) -> list[str]:
        """Enqueue a job for each list of arguments, a thousand in a round trip."""
        jids: list[str] = []
        with _counting(jids):
            for push in self._chunks(many, at):
                await route.to(self._pusher).asend(push)
                jids += push.jids
        return jids

    def _one(self, args: tuple[Any, ...], kwargs: dict[str, Any], at: When | None) -> Push:
        placed = self._positions.of(args, kwargs)
        return self._template.fill((placed,), None if at is None else due(at))

    def _chunks(self, many: Iterable[Sequence[Any]], at: When | None) -> Iterator[Push]:
        when = None if at is None else due(at)
        rest = iter(many)
        while chunk := list(islice(rest, BULK)):
            self._positions.check_all(chunk)
            yield self._template.fill(chunk, when)

    def _send(self, push: Push) -> str:
        route.to(self._pusher).send(push)
        return push.jids[0]

    async def _asend(self, push: Push) -> str:
        await route.to(self._pusher).asend(push)
        return push.jids[0]


@contextmanager
def _counting(jids: list[str]) -> Iterator[None]:
    try:
        yield
    except (PyworkerError, TypeError, ValueError) as error:
        if jids:
            error.add_note(f"the {len(jids)} jobs before are enqueued")
        raise

"""The port between whoever enqueues and where jobs go: a server's client, or a test's list."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Protocol

from pyworker.errors import PyworkerError
from pyworker.payload import Push


class PushUnconfirmed(PyworkerError):
    """The reply to a push was lost: the jobs may or may not be enqueued.

    Attributes:
        jids: of all jobs of which that is so.
    """

    def __init__(self, push: Push, reason: object) -> None:
        more = f" and {len(push.jids) - 1} more" if len(push.jids) > 1 else ""
        super().__init__(
            f"job {push.jids[0]}{more} for queue {push.queue!r} may or may not be enqueued: "
            f"the reply was lost; look for it before you push again ({reason})"
        )
        self.jids = tuple(push.jids)


class Pusher(Protocol):
    """Where pushes go; thread-safe."""

    def send(self, push: Push) -> None:
        """Enqueue all jobs of a push, or none.

        Raises:
            TransportDown: none was enqueued; the server cannot be reached, or says "not now".
            PushUnconfirmed: nobody knows.
        """

    async def asend(self, push: Push) -> None:
        """The same, from a coroutine."""


class Route:
    """Finds the pusher for those who name none, and leads all pushes elsewhere during a test."""

    def __init__(self) -> None:
        self._default: Callable[[], Pusher] | None = None
        self._diversions: Sequence[Pusher] = ()

    def set_default(self, find: Callable[[], Pusher]) -> None:
        self._default = find

    def to(self, named: Pusher | None) -> Pusher:
        """Return where a push goes."""
        if self._diversions:
            return self._diversions[-1]
        if named is not None:
            return named
        if self._default is None:
            # The default client signs on when it is loaded, which only a first push needs.
            import_module("pyworker.client")
        if self._default is None:
            raise RuntimeError("pyworker.client did not sign on as the default client")
        return self._default()

    @contextmanager
    def diverted(self, pusher: Pusher) -> Iterator[None]:
        """Lead all pushes of the process to ``pusher``, whichever client they name."""
        # New tuples: other threads read them at any moment, and blocks may end in any order.
        self._diversions = (*self._diversions, pusher)
        try:
            yield
        finally:
            self._diversions = tuple(each for each in self._diversions if each is not pusher)


route = Route()

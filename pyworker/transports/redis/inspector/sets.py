"""Walking through ``retry``, ``schedule`` or ``dead``, however large, while others change it."""

import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.inspector.filter import Filter

PAGE = 500
# A score and a member: Redis orders by both.
Place = tuple[float, bytes]


@dataclass(frozen=True, slots=True)
class Order:
    """A direction through a sorted set, as Redis names it."""

    range: str
    rank: str
    beyond: Callable[[Place, Place], bool]
    start: Callable[[Filter], float]
    end: Callable[[Filter], float]
    up_to: Callable[[float], tuple[str, str]]


EARLIEST_FIRST = Order(
    "ZRANGE",
    "ZRANK",
    operator.gt,
    operator.attrgetter("after"),
    operator.attrgetter("before"),
    lambda score: ("-inf", f"({score!r}"),
)
LATEST_FIRST = Order(
    "ZREVRANGE",
    "ZREVRANK",
    operator.lt,
    operator.attrgetter("before"),
    operator.attrgetter("after"),
    lambda score: (f"({score!r}", "+inf"),
)


def size(connection: Connection, name: str) -> int:
    """Return how many jobs a set holds."""
    return int(connection.call("ZCARD", name))


def walk(connection: Connection, name: str, wanted: Filter, order: Order) -> Iterator[Entry]:
    """Yield what matches, in order.

    What is in the set all the while is yielded once, whatever is added and removed meanwhile, be it
    by the caller.
    """
    for score, member in _members(connection, name, wanted, order):
        entry = Entry(member, score)
        if wanted.matches(entry):
            yield entry


def _members(connection: Connection, name: str, wanted: Filter, order: Order) -> Iterator[Place]:
    # Ranks shift under us: each page begins behind the member where the last one ended.
    last: Place | None = None
    end = (order.end(wanted), b"")
    rank = _first_rank(connection, name, order, order.start(wanted))
    while page := _page(connection, name, order, rank):
        for place in page:
            if order.beyond((place[0], b""), end):
                return
            if last is None or order.beyond(place, last):
                yield place
                last = place
        rank = _rank_behind(connection, name, order, page[-1])


def _first_rank(connection: Connection, name: str, order: Order, score: float) -> int:
    if math.isinf(score):
        return 0
    return int(connection.call("ZCOUNT", name, *order.up_to(score)))


def _rank_behind(connection: Connection, name: str, order: Order, place: Place) -> int:
    """Return the rank after a member; where it is gone, that of the first with its score."""
    score, member = place
    rank: Any = connection.call(order.rank, name, member)
    return _first_rank(connection, name, order, score) if rank is None else int(rank) + 1


def _page(connection: Connection, name: str, order: Order, rank: int) -> list[Place]:
    flat = connection.call(order.range, name, rank, rank + PAGE - 1, "WITHSCORES")
    return [(float(score), member) for member, score in zip(flat[::2], flat[1::2], strict=True)]

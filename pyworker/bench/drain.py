"""How fast a queue is emptied, seen from outside by polling Redis."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from pyworker.bench import load
from pyworker.errors import PyworkerError
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection

# A poll costs Redis some microseconds; both peers pay for it.
LOOK_EVERY_S = 0.004
PATIENCE_S = 60.0


class Stuck(PyworkerError):
    """The queue does not get shorter."""


@dataclass(frozen=True, slots=True)
class Drain:
    """One emptied queue.

    Attributes:
        seconds: from the moment the jobs appeared until the last was settled.
        looks: (seconds, jobs still queued), oldest first; the first is before the first fetch.
    """

    jobs: int
    seconds: float
    looks: tuple[tuple[float, int], ...]

    @property
    def rate(self) -> float:
        return self.jobs / self.seconds

    @property
    def flow(self) -> float:
        """Jobs a second between the first look after a fetch and the last before the end.

        Of short drains too, this has no error from the time between looks.
        """
        under_way = [look for look in self.looks if 0 < look[1] < self.jobs]
        if len(under_way) < 2:
            return self.rate
        (began, most), (ended, least) = under_way[0], under_way[-1]
        return (most - least) / (ended - began)


def drain(
    connection: Connection, jobs: int, look_every_s: float = LOOK_EVERY_S, down_to: int = 0
) -> Drain:
    """Release the held jobs, and time the workers that wait for them.

    Args:
        connection: to the workers' Redis.
        jobs: how many are held.
        look_every_s: the time between two looks.
        down_to: stop looking when no more than so many are queued.

    Raises:
        Stuck: nothing was fetched for a minute.
    """
    load.release(connection)
    started = time.perf_counter()
    looks = [(0.0, jobs)]
    changed_at = 0.0
    while looks[-1][1] > down_to:
        time.sleep(look_every_s)
        queued = int(connection.call("LLEN", keys.queue(load.QUEUE)))
        now = time.perf_counter() - started
        if queued < looks[-1][1]:
            changed_at = now
        elif now - changed_at > PATIENCE_S:
            raise Stuck(f"{queued:,} jobs wait and none was fetched for {PATIENCE_S:.0f} s")
        looks.append((now, queued))
    if not down_to:
        wait_for(lambda: not leased(connection), "leases remain though the queue is empty")
    return Drain(jobs, time.perf_counter() - started, tuple(looks))


def leased(connection: Connection) -> list[bytes]:
    """Return the leases that hold jobs; the database is small while this is asked."""
    found: list[bytes] = connection.call("KEYS", "pyworker:lease:*")
    return found


def wait_for(condition: Callable[[], bool], complaint: str) -> None:
    """Look every millisecond until it is so.

    Raises:
        Stuck: a minute was not enough.
    """
    give_up_at = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > give_up_at:
            raise Stuck(f"{complaint}, after {PATIENCE_S:.0f} s")
        time.sleep(0.001)

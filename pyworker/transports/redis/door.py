"""Waiting for a job on every queue of a capsule at once, by one of its threads at a time."""

import os
import select
import threading
import time
from dataclasses import dataclass

from pyworker.errors import TransportDown
from pyworker.transport import Delivery
from pyworker.transports.redis import keys
from pyworker.transports.redis.capsule import Capsule, queue_names
from pyworker.transports.redis.connection import Connection, Origin
from pyworker.transports.redis.owner import Owner
from pyworker.transports.redis.session import Connect

RELEASE_S = 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """A connection that blocks on one queue."""

    queue: str
    connection: Connection


class Door:
    """Leader and followers: who holds the lock blocks in BLMOVE, into a lease of its own slot.

    An arriving job thus wakes exactly one thread of one process, already leased to it. The other
    idle processors wait for the lock; the one that gets it goes on listening. Each capsule has a
    door of its own.

    Behind every BLMOVE travel the questions whether its queue is paused and whether any job was
    ever recovered: they are answered together with the job, and cost no round trip.
    """

    def __init__(self, owner: Owner, capsule: Capsule, connect: Connect) -> None:
        self.capsule = capsule
        self._owner = owner
        self._connect = connect
        self._lock = threading.Lock()
        self._lines: list[Line] = []
        self._cut: list[Origin] = []
        self._bell, self._rope = os.pipe()
        self._closed = False
        self._closed_for_good = False

    def wake(self) -> None:
        """Let nobody wait any more, now or later."""
        self._closed = True
        if not self._closed_for_good:
            os.write(self._rope, b"!")

    def close(self) -> None:
        """Let nobody wait any more, and close what is open."""
        with self._lock:
            self._hang_up()
            if not self._closed_for_good:
                self._closed = self._closed_for_good = True
                os.close(self._bell)
                os.close(self._rope)

    def wait(self, slot: int, helper: Connection, timeout_s: float) -> list[Delivery]:
        """Lease the next jobs that arrive, at most one of each queue.

        ``helper`` is the caller's own connection, for what must be said while the lines block.
        """
        if not self._lock.acquire(timeout=timeout_s):
            return []
        try:
            return [] if self._closed else self._listen(slot, helper, timeout_s)
        except BaseException:
            # Replies may be on their way that the next leader would take for its own.
            self._cut += [line.connection.origin for line in self._lines]
            self._hang_up()
            raise
        finally:
            self._lock.release()

    def _listen(self, slot: int, helper: Connection, timeout_s: float) -> list[Delivery]:
        lines = self._open_lines(helper)
        poll = select.poll()
        poll.register(self._bell, select.POLLIN)
        for line in lines:
            poll.register(line.connection.fileno(), select.POLLIN)
            lease = self._owner.lease(slot, line.queue)
            line.connection.send(
                ("BLMOVE", keys.queue(line.queue), lease, "RIGHT", "LEFT", timeout_s),
                ("SISMEMBER", keys.PAUSED, line.queue),
                ("EXISTS", keys.SUSPECTS),
                ("HEXISTS", keys.OWNERS, self._owner.identity),
            )
        ready = {fd for fd, _ in poll.poll(timeout_s * 1000)}
        _release([line for line in lines if line.connection.fileno() not in ready], helper)
        deliveries = [self._read(slot, line, timeout_s) for line in lines]
        return [delivery for delivery in deliveries if delivery is not None]

    def _read(self, slot: int, line: Line, timeout_s: float) -> Delivery | None:
        """Read what a line has brought; the marks are for the caller to act on."""
        body = line.connection.read(timeout_s + 3.0)
        paused, suspects, owner = (line.connection.read() for _ in range(3))
        if body is None:
            return None
        delivery = Delivery(body, line.queue, self._owner.lease(slot, line.queue))
        delivery.held, delivery.recoveries = bool(paused) or not owner, suspects
        return delivery

    def _open_lines(self, helper: Connection) -> list[Line]:
        """Return the lines of the queues that are not paused, opening them at first use."""
        if not self._lines:
            helper.hush(self._cut)
            self._cut = []
            for queue in queue_names([self.capsule]):
                self._lines.append(Line(queue, self._connect()))
        paused = helper.call("SMEMBERS", keys.PAUSED)
        return [line for line in self._lines if line.queue.encode() not in paused]

    def _hang_up(self) -> None:
        for line in self._lines:
            line.connection.close()
        self._lines = []


def _release(lines: list[Line], helper: Connection) -> None:
    """End the blocking of lines that have nothing to tell.

    The server may read the helper's command before the line's own: then nothing is blocked yet, the
    answer is 0, and it must be asked again, unless the line has got its reply meanwhile. Where that
    does not end, the server has lost the line and we have not heard of it.
    """
    deadline = time.monotonic() + RELEASE_S
    while lines:
        if time.monotonic() > deadline:
            raise TransportDown("Redis: a connection that waits for jobs is dead")
        replies = helper.pipeline(
            [("CLIENT", "UNBLOCK", line.connection.client_id) for line in lines]
        )
        lines = [
            line
            for line, released in zip(lines, replies, strict=True)
            if not released and not _readable(line.connection)
        ]


def _readable(connection: Connection) -> bool:
    return bool(select.select([connection], [], [], 0.001)[0])

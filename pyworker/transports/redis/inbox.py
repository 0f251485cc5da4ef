"""One processor's way to the queues: settle a batch and lease the next, in one round trip."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pyworker.errors import TransportDown
from pyworker.outcome import DONE
from pyworker.transport import SUSPECT_FROM, Delivery, Settled
from pyworker.transports.redis import keys, settlement
from pyworker.transports.redis.connection import Connection, Origin
from pyworker.transports.redis.door import Door
from pyworker.transports.redis.order import QueueOrder
from pyworker.transports.redis.owner import Owner
from pyworker.transports.redis.scripts import script
from pyworker.transports.redis.session import Connect
from pyworker.transports.redis.settlement import DeadLimits

# What the script answers instead of deliveries.
NOT_ALL, STRUCK_OFF = -1, -2


class RedisInbox:
    """The inbox of processor ``slot``; its leases are one list a queue."""

    def __init__(
        self, owner: Owner, slot: int, door: Door, connect: Connect, dead: DeadLimits
    ) -> None:
        self._slot = slot
        self._identity = owner.identity
        self._order = QueueOrder(door.capsule.queues)
        self._connect = connect
        self._door = door
        self._dead = dead
        self._connection: Connection | None = None
        # A reply may have been lost with the connection: jobs may be leased that nobody knows of.
        self._unsure = False
        self._cut: list[Origin] = []
        # Some of the batch under way have been recovered before.
        self._tallied = False
        self._leases = {queue: owner.lease(slot, queue) for queue in self._order.names}
        self._no_lease = self._leases[self._order.names[0]]

    def swap(self, settled: Sequence[Settled], limit: int) -> list[Delivery]:
        try:
            connection = self._connection or self._open()
            if self._unsure:
                self._make_sure(connection, settled)
                settled = ()
            return self._swap(connection, settled, limit)
        except TransportDown:
            self._drop()
            raise

    def wait(self, timeout_s: float) -> list[Delivery]:
        try:
            connection = self._connection or self._open()
            if self._unsure:
                self._make_sure(connection, ())
            deliveries = self._door.wait(self._slot, connection, timeout_s)
            give_back(connection, [delivery for delivery in deliveries if delivery.held])
            arrived = [delivery for delivery in deliveries if not delivery.held]
            suspects = any(delivery.recoveries for delivery in arrived)
            return self._isolate(connection, arrived) if suspects else arrived
        except TransportDown:
            self._drop()
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _swap(
        self, connection: Connection, settled: Sequence[Settled], limit: int
    ) -> list[Delivery]:
        order = self._order.next()
        if self._tallied or not _is_one_done_lease(settled):
            # Only what is settled one by one is struck off the tally of recoveries.
            self._tallied = False
            commands = settlement.commands(settled, self._dead)
            replies = connection.pipeline([*commands, self._fetch(order, self._no_lease, limit, 0)])
            settlement.report_lost(settled, replies)
            return self._deliveries(connection, order, replies[-1])
        lease = settled[0][0].lease if settled else self._no_lease
        reply = connection.call(*self._fetch(order, lease, limit, len(settled)))
        if reply == NOT_ALL:
            # Some of the batch were given back, or recovered by others: one by one then.
            commands = settlement.commands(settled, self._dead)
            settlement.report_lost(settled, connection.pipeline(commands))
            reply = connection.call(*self._fetch(order, lease, limit, 0))
        return self._deliveries(connection, order, reply)

    def _fetch(self, order: Sequence[str], settled_lease: str, limit: int, done: int) -> Any:
        pairs = [key for name in order for key in (keys.queue(name), self._leases[name])]
        return script("fetch").command(
            [keys.PAUSED, keys.SUSPECTS, keys.OWNERS, settled_lease, *pairs],
            *(self._identity, limit, done),
        )

    def _deliveries(
        self, connection: Connection, order: Sequence[str], reply: Any
    ) -> list[Delivery]:
        if reply == STRUCK_OFF:
            raise TransportDown(
                "the cluster took this process for dead; it signs on again with its next heartbeat"
            )
        if not reply:
            return []
        index, suspects, bodies = reply
        queue = order[index]
        lease = self._leases[queue]
        deliveries = [Delivery(body, queue, lease) for body in bodies]
        return self._isolate(connection, deliveries) if suspects else deliveries

    def _isolate(self, connection: Connection, deliveries: list[Delivery]) -> list[Delivery]:
        """Keep what comes before the first suspect, or the suspect alone; give the rest back."""
        names = [settlement.tally_name(delivery) for delivery in deliveries]
        known = connection.call("HMGET", keys.SUSPECTS, *names)
        for delivery, tally in zip(deliveries, known, strict=True):
            delivery.recoveries = int(tally.split()[0]) if tally else 0
        self._tallied = any(delivery.recoveries for delivery in deliveries)
        suspects = (i for i, d in enumerate(deliveries) if d.recoveries >= SUSPECT_FROM)
        keep = max(next(suspects, len(deliveries)), 1)
        if deliveries[keep:]:
            give_back(connection, deliveries[keep:])
        return deliveries[:keep]

    def _open(self) -> Connection:
        self._connection = self._connect()
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._cut.append(self._connection.origin)
        self.close()
        self._unsure = True

    def _make_sure(self, connection: Connection, settled: Sequence[Settled]) -> None:
        """Settle what may or may not be settled, and return what was leased without our knowing."""
        connection.hush(self._cut)
        self._cut = []
        connection.pipeline(
            [
                *settlement.commands(settled, self._dead),
                script("drain_lease").command(
                    [keys.QUEUES]
                    + [
                        key
                        for name, lease in self._leases.items()
                        for key in (lease, keys.queue(name))
                    ]
                ),
            ]
        )
        self._unsure = False


def give_back(connection: Connection, deliveries: Sequence[Delivery]) -> None:
    """Return deliveries to the head of their queues; those of one queue oldest first."""
    for lease, group in groupby(deliveries, key=lambda delivery: str(delivery.lease)):
        members = list(group)
        queue = members[0].queue
        script("give_back").run(
            connection,
            [lease, keys.queue(queue), keys.QUEUES],
            queue,
            *[delivery.body for delivery in members],
        )


def _is_one_done_lease(settled: Sequence[Settled]) -> bool:
    if not settled:
        return True
    lease = settled[0][0].lease
    return all(outcome is DONE and delivery.lease is lease for delivery, outcome in settled)

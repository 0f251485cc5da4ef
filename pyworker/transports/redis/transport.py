"""The Redis backend of the transport port: its parts put together."""

import os
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pyworker.counters import Counts
from pyworker.transport import Beat, Delivery, Recovered, Settled, Tallied
from pyworker.transports.redis import cancellation, presence, recovery, scheduled, settlement
from pyworker.transports.redis.door import Door
from pyworker.transports.redis.endpoint import Endpoint
from pyworker.transports.redis.inbox import RedisInbox, give_back
from pyworker.transports.redis.owner import Owner, birth_of
from pyworker.transports.redis.presence import Profile
from pyworker.transports.redis.session import Session, connector
from pyworker.transports.redis.settlement import DeadLimits


@dataclass(frozen=True, slots=True)
class RedisConfig:
    """Where the queues are, how much the dead set keeps, and whose metrics are written.

    ``metrics`` is one of ``metrics.VERSIONS``.
    """

    endpoint: Endpoint
    dead: DeadLimits = field(default_factory=DeadLimits)
    metrics: str = "off"


class RedisTransport:
    """One process's side of the queues; connections open at first use, so after a fork."""

    def __init__(self, config: RedisConfig, identity: str, profile: Profile) -> None:
        self._profile = profile
        self._dead = config.dead
        self.owner = Owner(
            identity,
            profile.concurrency,
            profile.queues,
            birth_of(profile.pid),
            birth_of(os.getppid()),
        )
        self._connect = connector(config.endpoint)
        self._session = Session(self._connect)
        self._metrics = config.metrics
        self._presence = presence.Presence(self.owner, profile, config.metrics)
        self._sweeper = recovery.Sweeper(identity, config.dead)
        self._doors = [Door(self.owner, capsule, self._connect) for capsule in profile.capsules]
        # The threads of a capsule share its door; slots are numbered through.
        self._door_of = [door for door in self._doors for _ in range(door.capsule.concurrency)]

    def inbox(self, slot: int) -> RedisInbox:
        return RedisInbox(self.owner, slot, self._door_of[slot], self._connect, self._dead)

    def wake(self) -> None:
        for door in self._doors:
            door.wake()

    def settle(self, settled: Sequence[Settled]) -> None:
        with self._session.borrow() as connection:
            commands = settlement.commands(settled, self._dead)
            settlement.report_lost(settled, connection.pipeline(commands))

    def give_back(self, deliveries: Sequence[Delivery]) -> None:
        with self._session.borrow() as connection:
            give_back(connection, deliveries)

    def promote(self, now: float) -> int:
        total = 0
        for name in scheduled.SETS:
            moved: int | None = 0
            # The connection is lent for a batch at a time: a long backlog must not hold up others.
            while moved is not None:
                total += moved
                with self._session.borrow() as connection:
                    moved = scheduled.promote(connection, name, now, self._dead)
        return total

    def processes(self) -> int:
        with self._session.borrow() as connection:
            return presence.processes(connection)

    def beat(self, beat: Beat) -> list[str]:
        with self._session.borrow() as connection:
            return self._presence.beat(connection, beat)

    def count(self, counts: Counts, tally: Sequence[Tallied] = ()) -> None:
        with self._session.borrow() as connection:
            presence.count(connection, counts)
            presence.measure(connection, self._metrics, tally)

    def vouch(self, identities: Sequence[str]) -> None:
        with self._session.borrow() as connection:
            presence.vouch(connection, identities)

    def cancelled(self) -> set[str]:
        with self._session.borrow() as connection:
            return cancellation.asked(connection)

    def forget_cancelled(self, jids: Collection[str]) -> None:
        with self._session.borrow() as connection:
            cancellation.done(connection, jids)

    def join(self) -> None:
        with self._session.borrow() as connection:
            self._presence.join(connection)

    def leave(self) -> None:
        with self._session.borrow() as connection:
            recovery.drain(connection, self.owner)
            presence.leave(connection, self.owner)
        self.close()

    def recover(self) -> Recovered:
        with self._session.borrow() as connection:
            return self._sweeper.sweep(connection, time.time())

    def leased(self, owner: str) -> list[Delivery]:
        with self._session.borrow() as connection:
            return recovery.leased(connection, owner)

    def bury(self, owner: str, running: Collection[bytes]) -> Recovered:
        with self._session.borrow() as connection:
            return recovery.bury(connection, owner, running, self._dead)

    def close(self) -> None:
        for door in self._doors:
            door.close()
        self._session.close()

"""How a process shows itself: to Sidekiq's Web UI, and to those who would sweep its leases.

One shape of heartbeat is read by Sidekiq 6.4, 7 and 8 alike (sidekiq.md, rule 1 of 1.6).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pyworker.counters import Counts
from pyworker.transport import Beat, Tallied, Work
from pyworker.transports.redis import keys, metrics
from pyworker.transports.redis.capsule import Capsule, queue_names, slots
from pyworker.transports.redis.connection import Command, Connection, ReplyError
from pyworker.transports.redis.owner import Owner
from pyworker.transports.redis.scripts import script


@dataclass(frozen=True, slots=True)
class Profile:
    """What does not change while a process lives; ``started_at`` is epoch seconds."""

    hostname: str
    pid: int
    started_at: float
    capsules: tuple[Capsule, ...]
    version: str
    tag: str = ""
    labels: tuple[str, ...] = ()

    @property
    def concurrency(self) -> int:
        """Return how many threads the process has."""
        return slots(self.capsules)

    @property
    def queues(self) -> tuple[str, ...]:
        return queue_names(self.capsules)

    def info(self, identity: str) -> str:
        return json.dumps(
            {
                "hostname": self.hostname,
                "started_at": self.started_at,
                "pid": self.pid,
                "tag": self.tag,
                "concurrency": self.concurrency,
                "queues": self.queues,
                "weights": [dict(capsule.queues) for capsule in self.capsules],
                "capsules": {capsule.name: _shown(capsule) for capsule in self.capsules},
                "labels": list(self.labels),
                "identity": identity,
                "version": f"pyworker {self.version}",
                "embedded": False,
            }
        )


def _shown(capsule: Capsule) -> dict[str, Any]:
    weights = dict(capsule.queues)
    return {"concurrency": capsule.concurrency, "mode": capsule.mode, "weights": weights}


class Presence:
    """The heartbeat of one process.

    Flushes are numbered: one whose reply was lost is sent again, with the same counts and the same
    number, and is counted once.
    """

    def __init__(self, owner: Owner, profile: Profile, metrics: str = "off") -> None:
        self._owner = owner
        self._profile = profile
        self._info = profile.info(owner.identity)
        self._metrics = metrics
        self._flush = 0

    def join(self, connection: Connection) -> None:
        self.beat(connection, Beat(0, False, 0, 0, 0, 0))

    def beat(self, connection: Connection, beat: Beat) -> list[str]:
        signal = self._run(connection, beat)
        self._flush += 1
        return [signal.decode()] if signal else []

    def _run(self, connection: Connection, beat: Beat) -> bytes | None:
        owner, identity = self._owner, self._owner.identity
        now = datetime.now(UTC)
        day = now.date().isoformat()
        fields: dict[str, str | int] = {
            "info": self._info,
            "busy": beat.busy,
            "beat": repr(now.timestamp()),
            "rtt_us": beat.rtt_us,
            "quiet": str(beat.quiet).lower(),
            "rss": beat.rss_kib,
            "concurrency": self._profile.concurrency,
        }
        reply: bytes | None = script("beat").run(
            connection,
            [
                *_process_keys(identity),
                f"{identity}-signals",
                keys.BEATS,
                keys.OWNERS,
                keys.PROCESSED,
                keys.FAILED,
                f"{keys.PROCESSED}:{day}",
                f"{keys.FAILED}:{day}",
                keys.FLUSHES,
            ],
            *(identity, owner.record(), self._flush, beat.processed, beat.failed),
            *(keys.PROCESS_TTL_S, keys.STAT_TTL_S, len(fields), len(beat.work)),
            *(part for field in fields.items() for part in field),
            *(part for work in beat.work for part in (work.tid, _entry(work))),
            *_counted_out(metrics.commands(self._metrics, beat.tally, now)),
        )
        return reply


def processes(connection: Connection) -> int:
    """Return how many processes the cluster has, Ruby's among them."""
    return int(connection.call("SCARD", keys.PROCESSES))


def count(connection: Connection, counts: Counts) -> None:
    """Add to the cluster's counts at once; for the supervisor, which has no heartbeat."""
    day = datetime.now(UTC).date().isoformat()
    for key, number in ((keys.PROCESSED, counts.processed), (keys.FAILED, counts.failed)):
        if number:
            connection.pipeline(
                [
                    ("INCRBY", key, number),
                    ("INCRBY", f"{key}:{day}", number),
                    ("EXPIRE", f"{key}:{day}", keys.STAT_TTL_S),
                ]
            )


def measure(connection: Connection, version: str, tally: Sequence[Tallied]) -> None:
    """Add to the figures by class at once; the same."""
    # A key of that name and another type must not end what the supervisor is at.
    with suppress(ReplyError):
        connection.pipeline(metrics.commands(version, tally, datetime.now(UTC)))


def vouch(connection: Connection, identities: Sequence[str]) -> None:
    """Say that owners live, for those that cannot say so themselves just now."""
    now = int(connection.call("TIME")[0])
    connection.pipeline([("ZADD", keys.BEATS, "XX", now, identity) for identity in identities])


def leave(connection: Connection, owner: Owner) -> int:
    """Sign an owner off; returns how many leased jobs stood in the way."""
    left: int = script("leave").run(
        connection,
        [
            *_process_keys(owner.identity),
            keys.BEATS,
            keys.OWNERS,
            keys.FLUSHES,
            *(lease for lease, _ in owner.leases()),
        ],
        owner.identity,
    )
    return left


def _counted_out(commands: Sequence[Command]) -> Iterator[str | bytes | float]:
    for command in commands:
        yield len(command)
        yield from command


def _process_keys(identity: str) -> list[str]:
    return [keys.PROCESSES, identity, f"{identity}:work", f"{identity}:workers"]


def _entry(work: Work) -> str:
    payload = work.body.decode("utf-8", "replace")
    return json.dumps({"queue": work.queue, "payload": payload, "run_at": int(work.run_at)})

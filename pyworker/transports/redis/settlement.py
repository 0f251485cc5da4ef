"""How an outcome is written: one script call for each settled job."""

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

from pyworker.errors import MalformedJob
from pyworker.job import parse
from pyworker.outcome import Dead, Discarded, Done, Outcome, Retry, Snooze
from pyworker.transport import Delivery, Settled
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Command
from pyworker.transports.redis.scripts import script

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeadLimits:
    """What the dead set keeps: so many jobs less one, as Sidekiq does, and none that are older."""

    max_jobs: int = field(default_factory=lambda: keys.DEAD_MAX_JOBS)
    timeout_s: float = field(default_factory=lambda: keys.DEAD_TIMEOUT_S)

    def at(self, now: float) -> tuple[str, str, int]:
        """Return a script's arguments: now, the oldest time of death that is kept, the number."""
        return repr(now), repr(now - self.timeout_s), self.max_jobs


def commands(settled: Sequence[Settled], dead: DeadLimits) -> list[Command]:
    """Return what settles each job by itself; each command replies 0 where its lease is lost."""
    return [_command(delivery, outcome, dead) for delivery, outcome in settled]


def tally_name(delivery: Delivery) -> str:
    """Return what a job's recoveries are counted under: its jid, or a digest if it has none."""
    try:
        jid = (delivery.job or parse(delivery.body)).jid
    except MalformedJob:
        jid = ""
    return jid or hashlib.sha256(delivery.body).hexdigest()[:24]


def _command(delivery: Delivery, outcome: Outcome, dead: DeadLimits) -> Command:
    settle = script("settle").command
    source = [delivery.lease, keys.SUSPECTS]
    names = (delivery.body, tally_name(delivery))
    match outcome:
        case Done() | Discarded():
            return settle(source, *names)
        case Retry(body, at):
            return settle([*source, keys.RETRY], *names, body, repr(at))
        case Snooze(body, at):
            return settle([*source, keys.SCHEDULE], *names, body, repr(at))
        case Dead(body):
            return settle([*source, keys.DEAD], *names, body, *dead.at(time.time()))
        case _:
            assert_never(outcome)


def report_lost(settled: Sequence[Settled], replies: Sequence[Any]) -> None:
    """Log what another process has recovered meanwhile; ``replies`` are those to ``commands``."""
    for (delivery, outcome), reply in zip(settled, replies, strict=False):
        if reply == 0:
            logger.warning(
                "lease lost: another process took this job over while it ran here, its outcome "
                "%s is not written; jid=%s",
                type(outcome).__name__,
                tally_name(delivery),
            )

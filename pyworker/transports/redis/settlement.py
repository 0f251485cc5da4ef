"""How an outcome is written: one script call for each settled job."""

import hashlib
import logging
import time
from collections.abc import Sequence
from typing import Any, assert_never

from pyworker.errors import MalformedJob
from pyworker.job import parse
from pyworker.outcome import Dead, Discarded, Done, Outcome, Retry, Snooze
from pyworker.transport import Delivery, Settled
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Command
from pyworker.transports.redis.scripts import script

logger = logging.getLogger(__name__)


def commands(settled: Sequence[Settled]) -> list[Command]:
    """Return what settles each job by itself; each command replies 0 where its lease is lost."""
    return [_command(delivery, outcome) for delivery, outcome in settled]


def dead_limits(now: float) -> tuple[float, int]:
    """Return the oldest time of death that is kept, and the number of jobs to stay below."""
    return now - keys.DEAD_TIMEOUT_S, keys.DEAD_MAX_JOBS


def tally_name(delivery: Delivery) -> str:
    """Return what a job's recoveries are counted under: its jid, or a digest if it has none."""
    try:
        jid = (delivery.job or parse(delivery.body)).jid
    except MalformedJob:
        jid = ""
    return jid or hashlib.sha256(delivery.body).hexdigest()[:24]


def _command(delivery: Delivery, outcome: Outcome) -> Command:
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
            now = time.time()
            oldest, most = dead_limits(now)
            return settle([*source, keys.DEAD], *names, body, repr(now), repr(oldest), most)
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

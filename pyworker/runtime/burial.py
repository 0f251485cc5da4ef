"""What a supervisor does for a dead child: fail the jobs it was killed for, return the others."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from pyworker.counters import Counts
from pyworker.errors import MalformedJob, TransportDown
from pyworker.job import parse
from pyworker.registry import Registry
from pyworker.retry import MAX_RETRIES
from pyworker.runtime import failures
from pyworker.runtime.board import mark
from pyworker.runtime.child import Child
from pyworker.transport import Delivery, Settled, Tallied, Transport

logger = logging.getLogger(__name__)


class Buried(NamedTuple):
    """What became of a dead child's jobs: so many went back to their queues, so many failed."""

    returned: int = 0
    failed: int = 0


class Undertaker:
    """Reaches the queues by a transport of its own, opened when needed and closed before a fork."""

    def __init__(
        self,
        registry: Registry,
        transport: Callable[[], Transport],
        max_retries: int = MAX_RETRIES,
    ) -> None:
        self._registry = registry
        self._max_retries = max_retries
        self._make = transport
        self._transport: Transport | None = None

    def bury(self, child: Child, blame: bool = True) -> Buried:
        """Settle and return what a dead child held; if that fails, others will recover it.

        ``blame`` counts the death against the jobs that ran; not where we killed the child.
        """
        try:
            return self._bury(self._open(), child, blame)
        except TransportDown as error:
            logger.error("%s; the jobs of %s are recovered later", error, child.identity)
        except Exception:
            # The supervisor must go on: what is not returned here is recovered by others.
            logger.exception("cannot return the jobs of %s; recovered later", child.identity)
        return Buried()

    def vouch(self, identities: Sequence[str]) -> bool:
        """Say that children live, for those that cannot themselves; False if nobody listens."""
        try:
            self._open().vouch(identities)
        except Exception as error:
            logger.debug("cannot vouch for the children: %s", error)
            self.close()
            return False
        return True

    def look_for_cancelled(self, children: Sequence[Child]) -> None:
        """Mark the jobs that were called off with the children that run them now."""
        try:
            transport = self._open()
            jids = transport.cancelled()
            for child in children if jids else ():
                held = transport.leased(child.identity)
                wanted = {mark(each.body) for each in held if _jid(each) in jids}
                child.cancelled |= wanted & (child.board.running() if child.board else set())
        except Exception as error:
            logger.debug("cannot look for jobs that were called off: %s", error)
            self.close()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _open(self) -> Transport:
        if self._transport is None:
            self._transport = self._make()
        return self._transport

    def _bury(self, transport: Transport, child: Child, blame: bool) -> Buried:
        leased = transport.leased(child.identity)
        failed = self._settle(transport, child, leased)
        running = child.board.running() if child.board else set()
        # The supervisor killed it for one job: the jobs beside that are not to blame.
        blamed = blame and not child.condemned
        found = transport.bury(
            child.identity, {d.body for d in leased if blamed and mark(d.body) in running}
        )
        if child.board:
            transport.count(child.board.counters().peek())
        logger.info("returned %d jobs to their queues, %d dead", found.returned, found.dead)
        return Buried(found.returned, failed)

    def _settle(self, transport: Transport, child: Child, leased: Sequence[Delivery]) -> int:
        """Settle the jobs for which a child was killed; what was called off is not late as well."""
        stopped = _marked(leased, child.cancelled)
        late = _marked(leased, child.overdue - child.cancelled)
        settled: list[Settled] = [failures.cancelled(each) for each in stopped]
        settled += [failures.timed_out(self._registry, each, self._max_retries) for each in late]
        if settled:
            transport.settle(settled)
            transport.count(Counts(len(settled), len(settled)), _tally(settled))
        if stopped:
            transport.forget_cancelled([_jid(each) for each in stopped])
        return len(settled)


def _tally(settled: Sequence[Settled]) -> list[Tallied]:
    """Count jobs that were killed as failures of their classes."""
    names = Counter(parse(delivery.body).name for delivery, _ in settled)
    return [Tallied(name, number, number, 0, ()) for name, number in names.items()]


def _marked(leased: Sequence[Delivery], marks: Collection[int]) -> list[Delivery]:
    return [delivery for delivery in leased if mark(delivery.body) in marks]


def _jid(delivery: Delivery) -> str:
    try:
        return parse(delivery.body).jid
    except MalformedJob:
        return ""

"""What a supervisor does for a dead child: fail the jobs past their time, return the others."""

import logging
import random
import time
from collections.abc import Callable, Sequence

from pyworker import retry
from pyworker.counters import Counts
from pyworker.errors import JobTimeout, TransportDown
from pyworker.job import parse
from pyworker.registry import Registry
from pyworker.runtime.board import mark
from pyworker.runtime.child import Child
from pyworker.transport import Delivery, Settled, Transport

logger = logging.getLogger(__name__)


class Undertaker:
    """Reaches the queues by a transport of its own, opened when needed and closed before a fork."""

    def __init__(self, registry: Registry, transport: Callable[[], Transport]) -> None:
        self._registry = registry
        self._make = transport
        self._transport: Transport | None = None

    def bury(self, child: Child, blame: bool = True) -> None:
        """Settle and return what a dead child held; if that fails, others will recover it.

        ``blame`` counts the death against the jobs that ran; not where we killed the child.
        """
        try:
            self._bury(self._open(), child, blame)
        except TransportDown as error:
            logger.error("%s; the jobs of %s are recovered later", error, child.identity)
        except Exception:
            # The supervisor must go on: what is not returned here is recovered by others.
            logger.exception("cannot return the jobs of %s; recovered later", child.identity)

    def vouch(self, identities: Sequence[str]) -> bool:
        """Say that children live, for those that cannot themselves; False if nobody listens."""
        try:
            self._open().vouch(identities)
        except Exception as error:
            logger.debug("cannot vouch for the children: %s", error)
            self.close()
            return False
        return True

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _open(self) -> Transport:
        if self._transport is None:
            self._transport = self._make()
        return self._transport

    def _bury(self, transport: Transport, child: Child, blame: bool) -> None:
        leased = transport.leased(child.identity)
        if child.overdue:
            self._fail_overdue(transport, [d for d in leased if mark(d.body) in child.overdue])
        running = child.board.running() if child.board else set()
        # The supervisor killed it for the late job: the jobs beside that are not to blame.
        blamed = blame and not child.overdue
        found = transport.bury(
            child.identity, {d.body for d in leased if blamed and mark(d.body) in running}
        )
        if child.board:
            transport.count(child.board.counters().peek())
        logger.info("returned %d jobs to their queues, %d dead", found.returned, found.dead)

    def _fail_overdue(self, transport: Transport, late: Sequence[Delivery]) -> None:
        settled = [self._timed_out(delivery) for delivery in late]
        transport.settle(settled)
        transport.count(Counts(len(settled), len(settled)))

    def _timed_out(self, delivery: Delivery) -> Settled:
        job = parse(delivery.body)
        spec = self._registry.find(job.name)
        error = JobTimeout(
            f"{job.name} ran longer than its limit of {spec.timeout_s} s and was killed with its "
            "process; raise timeout_s, or make the job shorter"
        )
        failure = retry.Failure(error, delivery.queue, time.time(), random.random(), spec.retry)
        outcome = retry.decide(job, delivery.body, failure)
        logger.warning(
            "JobTimeout: %s; %s",
            error,
            retry.describe(outcome, failure.now),
            extra={"jid": job.jid, "class": job.name},
        )
        return delivery, outcome

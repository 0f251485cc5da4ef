"""What a supervisor does for a dead child: fail the jobs past their time, return the others."""

import logging
import random
import time
from collections.abc import Callable, Sequence

from pyworker import retry
from pyworker.counters import Counts
from pyworker.errors import JobTimeout, PyworkerError, TransportDown
from pyworker.job import parse
from pyworker.registry import Registry
from pyworker.runtime.child import Child
from pyworker.transport import Delivery, Settled, Transport

logger = logging.getLogger(__name__)


class Undertaker:
    """Reaches the queues by a transport opened for one errand each time."""

    def __init__(self, registry: Registry, transport: Callable[[], Transport]) -> None:
        self._registry = registry
        self._transport = transport

    def bury(self, child: Child) -> None:
        """Settle and return what a dead child held; if that fails, others will recover it."""
        running = child.board.running() if child.board else set()
        transport = self._transport()
        try:
            if child.overdue:
                self._fail_overdue(transport, child)
                # The supervisor killed it: the jobs beside the late one are not to blame.
                running = set()
            found = transport.bury(child.identity, running)
            if child.board:
                transport.count(child.board.counters().peek())
            logger.info("returned %d jobs to their queues, %d dead", found.returned, found.dead)
        except TransportDown as error:
            logger.error("%s; the jobs of %s are recovered later", error, child.identity)
        finally:
            transport.close()

    def vouch(self, identities: Sequence[str]) -> None:
        """Say that children live, for those whose threads cannot say so themselves."""
        transport = self._transport()
        try:
            transport.vouch(identities)
        except TransportDown as error:
            logger.debug("%s", error)
        finally:
            transport.close()

    def _fail_overdue(self, transport: Transport, child: Child) -> None:
        settled = [
            self._timed_out(delivery)
            for delivery in transport.leased(child.identity)
            if _jid(delivery) in child.overdue
        ]
        transport.settle(settled)
        transport.count(Counts(len(settled), len(settled)))

    def _timed_out(self, delivery: Delivery) -> Settled:
        job = parse(delivery.body)
        spec = self._registry.find(job.name)
        error = JobTimeout(
            f"{job.name} ran longer than its limit of {spec.timeout_s:g} s and was killed with its "
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


def _jid(delivery: Delivery) -> str:
    try:
        return parse(delivery.body).jid
    except PyworkerError:
        return ""

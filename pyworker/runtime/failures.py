"""How jobs are settled that could not end by themselves: their process was killed for them."""

import logging
import random
import time

from pyworker import retry
from pyworker.errors import JobCancelled, JobTimeout
from pyworker.job import parse
from pyworker.outcome import Outcome
from pyworker.registry import Registry
from pyworker.transport import Delivery, Settled

logger = logging.getLogger(__name__)


def timed_out(registry: Registry, delivery: Delivery, max_retries: int) -> Settled:
    """Fail a job that ran past its time limit, as any other failure.

    Raises:
        UnknownJobClass: no handler is registered that could say how often it is retried.
    """
    job = parse(delivery.body)
    spec = registry.find(job.name)
    error = JobTimeout(
        f"{job.name} ran longer than its limit of {spec.timeout_s} s and was killed with its "
        "process; raise timeout_s, or make the job shorter"
    )
    failure = retry.Failure(
        error, delivery.queue, time.time(), random.random(), spec.retry, max_retries
    )
    outcome = retry.decide(job, delivery.body, failure)
    _tell(delivery, error, retry.describe(outcome, failure.now))
    return delivery, outcome


def cancelled(delivery: Delivery) -> Settled:
    """End a job that was called off: it is not retried."""
    name = parse(delivery.body).name
    error = JobCancelled(f"{name} was called off while it ran, and was killed with its process")
    outcome: Outcome = retry.ended(delivery.body, error, delivery.queue, time.time())
    _tell(delivery, error, f"{type(outcome).__name__.lower()}: no retry follows")
    return delivery, outcome


def _tell(delivery: Delivery, error: Exception, consequence: str) -> None:
    job = parse(delivery.body)
    logger.warning(
        "%s: %s; %s",
        type(error).__name__,
        error,
        consequence,
        extra={"jid": job.jid, "class": job.name},
    )

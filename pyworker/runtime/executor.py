"""Run one job, or one batch of a class, and say what became of it: parse, look up, call, decide."""

import logging
import random
import time
from collections.abc import Callable, Sequence

from pyworker import retry
from pyworker.activejob import WRAPPERS, arguments
from pyworker.errors import MalformedJob, PyworkerError
from pyworker.expiry import expired
from pyworker.job import Job, edit, parse
from pyworker.middleware.chain import Middleware, Proceed, compose
from pyworker.outcome import DONE, EXPIRED, Dead, Outcome, Snooze
from pyworker.registry import JobContext, JobSpec, Later, Registry, current
from pyworker.runtime.board import Seat
from pyworker.runtime.calls import RunAsync, call_batch, caller
from pyworker.transport import Delivery, Settled

logger = logging.getLogger("pyworker.job")

# A coroutine that is past its time is cancelled; only if that does not help its process is killed.
ASYNC_GRACE_S = 5.0


class Executor:
    """Shared by the processors of a process; holds no state of a job."""

    def __init__(
        self,
        registry: Registry,
        middleware: Sequence[Middleware],
        run_async: RunAsync,
        clock: Callable[[], float] = time.time,
        max_retries: int = retry.MAX_RETRIES,
    ) -> None:
        self._registry = registry
        self._max_retries = max_retries
        self._run_async = run_async
        self._clock = clock
        self._calls: dict[str, Proceed] = {
            spec.class_name: compose(middleware, caller(spec, run_async))
            for spec in registry
            if spec.batch == 1
        }

    def prepare(self, deliveries: Sequence[Delivery]) -> tuple[list[Delivery], list[Settled]]:
        """Parse, look up, unwrap; returns what can be run, and what is settled by that already."""
        runnable: list[Delivery] = []
        settled: list[Settled] = []
        find = self._registry.find
        for delivery in deliveries:
            try:
                job = delivery.job = parse(delivery.body)
                if job.expires_in is not None and expired(job, self._clock()):
                    settled.append((delivery, self._expired(job, delivery.queue)))
                    continue
                wrapped = job.wrapped
                if wrapped:
                    delivery.spec = find(wrapped)
                    if job.class_name in WRAPPERS:
                        job.args = arguments(wrapped, job.args)
                else:
                    delivery.spec = find(job.class_name)
                runnable.append(delivery)
            except Exception as error:  # whatever a body holds, it must not stop the loop
                settled.append((delivery, self._refused(delivery, error)))
        return runnable, settled

    def execute(self, delivery: Delivery, seat: Seat) -> Outcome:
        """Run one prepared job; its context and its seat stay until the next, or ``rest``."""
        job: Job = delivery.job  # type: ignore[assignment]  # prepared deliveries have one
        spec: JobSpec = delivery.spec
        context = JobContext(job, delivery.queue)
        current.set(context)
        seat.take(delivery.body, 0.0 if spec.timeout_s is None else _deadline(spec))
        try:
            result = self._calls[spec.class_name](context)
        except (
            BaseException
        ) as error:  # SystemExit, CancelledError: whatever it is, it is the job's
            return self._failed(context, delivery, spec.retry, error)
        # Nearly every handler returns nothing.
        if result is None or type(result) is not Later:
            return DONE
        return self._later(delivery, result)

    def rest(self, seat: Seat) -> None:
        """Note that the calling thread runs nothing now."""
        seat.leave()
        current.set(None)

    def execute_batch(self, deliveries: Sequence[Delivery], seat: Seat) -> list[Outcome]:
        """Run prepared jobs of one class by its batch handler."""
        spec: JobSpec = deliveries[0].spec
        contexts = [JobContext(d.job, d.queue) for d in deliveries if d.job is not None]
        seat.take_all([delivery.body for delivery in deliveries], _deadline(spec))
        self._tell("start", contexts)
        # No one of them is the current job of a handler that runs them all.
        current.set(None)
        started = time.monotonic()
        answers: list[BaseException | None]
        try:
            answers = call_batch(spec, contexts, self._run_async)
        except BaseException as error:  # the same
            answers = [error] * len(contexts)
        elapsed = time.monotonic() - started
        return [
            self._answered(context, delivery, answer, elapsed)
            for context, delivery, answer in zip(contexts, deliveries, answers, strict=True)
        ]

    def _tell(self, event: str, contexts: Sequence[JobContext]) -> None:
        if logger.isEnabledFor(logging.INFO):
            for context in contexts:
                current.set(context)
                logger.info("%s", event)

    def _answered(
        self,
        context: JobContext,
        delivery: Delivery,
        answer: BaseException | None,
        elapsed: float,
    ) -> Outcome:
        if logger.isEnabledFor(logging.INFO):
            current.set(context)
            logger.info("done" if answer is None else "fail", extra={"elapsed": elapsed})
        if answer is None:
            return DONE
        return self._failed(context, delivery, delivery.spec.retry, answer)

    def _failed(
        self,
        context: JobContext,
        delivery: Delivery,
        default_retry: bool | int,
        error: BaseException,
    ) -> Outcome:
        failure = retry.Failure(
            error,
            delivery.queue,
            self._clock(),
            random.random(),
            default_retry,
            self._max_retries,
        )
        outcome = _decide(context.job, delivery.body, failure)
        current.set(context)
        logger.warning(
            "%s: %s; %s",
            type(error).__qualname__,
            retry.message(error),
            retry.describe(outcome, failure.now),
            # Our own errors say all there is; a handler's need their place.
            exc_info=None if isinstance(error, PyworkerError) else error,
        )
        return outcome

    def _refused(self, delivery: Delivery, error: Exception) -> Outcome:
        if delivery.job is None:
            logger.error("dead: %s; queue=%s", error, delivery.queue)
            return Dead(delivery.body, counted=False)
        default_retry = delivery.spec.retry if delivery.spec else True
        context = JobContext(delivery.job, delivery.queue)
        return self._failed(context, delivery, default_retry, error)

    def _expired(self, job: Job, queue: str) -> Outcome:
        current.set(JobContext(job, queue))
        logger.info("expired: not begun within %g s, so it is not run", job.expires_in)
        return EXPIRED

    def _later(self, delivery: Delivery, later: Later) -> Outcome:
        try:
            body = edit(delivery.body, {"queue": delivery.queue}, ["enqueued_at"])
        except MalformedJob as error:
            logger.error("dead: it cannot run later, %s; queue=%s", error, delivery.queue)
            return Dead(delivery.body)
        return Snooze(body, self._clock() + later.delay_s)


def _decide(job: Job, body: bytes, failure: retry.Failure) -> Outcome:
    try:
        return retry.decide(job, body, failure)
    except MalformedJob as error:
        # It could be read, but not be written again: nested almost too deeply, say.
        logger.error("dead: it cannot be retried, %s; queue=%s", error, failure.queue)
        return Dead(body)


def _deadline(spec: JobSpec) -> float:
    if spec.timeout_s is None:
        return 0.0
    return time.monotonic() + spec.timeout_s + (ASYNC_GRACE_S if spec.is_async else 0.0)

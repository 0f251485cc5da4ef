"""Testing code that enqueues, without Redis.

``fake`` collects what is pushed; ``inline`` runs it at once. Both take the very bytes that Redis
would get, from every client of the process, and run jobs through the service's own executor: what a
job cannot carry fails here as it would there::

    with testing.fake() as pushed:
        register(customer)
        assert [job.args for job in pushed.of(send_welcome)] == [[customer.id]]
        pushed.drain()
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from pyworker import registry as jobs
from pyworker.errors import JobTimeout, PyworkerError, UnknownJobClass
from pyworker.job import parse
from pyworker.middleware.chain import Proceed
from pyworker.outcome import EXPIRED, Dead, Done, Outcome, Retry, Snooze
from pyworker.payload import Push
from pyworker.pusher import route
from pyworker.registry import JobContext, JobFunction, JobSpec
from pyworker.runtime.board import Board
from pyworker.runtime.executor import Executor
from pyworker.transport import Delivery


class JobFailed(PyworkerError):
    """A job of a batch handler failed; the message has its error."""


@dataclass(frozen=True, slots=True)
class PushedJob:
    """One job as it was pushed.

    Attributes:
        body: its JSON, as Redis would hold it.
        at: when it is due, epoch seconds; None for a job of the queue.
    """

    class_name: str
    args: list[Any]
    queue: str
    jid: str
    at: float | None
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """All fields, as the worker would read them."""
        fields: dict[str, Any] = msgspec.json.decode(self.body)
        return fields


class Pushed:
    """The jobs that were pushed and did not run yet, oldest first; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: list[PushedJob] = []

    @property
    def jobs(self) -> list[PushedJob]:
        with self._lock:
            return list(self._jobs)

    def of(self, job: JobFunction[..., Any] | str) -> list[PushedJob]:
        """Return the jobs of one class, by its decorated function or its name."""
        name = job if isinstance(job, str) else job.spec.class_name
        return [each for each in self.jobs if each.class_name == name]

    def clear(self) -> None:
        """Forget all jobs."""
        with self._lock:
            self._jobs.clear()

    def drain(self) -> int:
        """Run all jobs, due or not, and those that they push; return how many ran.

        Jobs without a handler in this process stay, as do those that ask to run later.

        Raises:
            Exception: whatever a handler raised; its job is gone, the others stay.
        """
        ran = 0
        postponed: list[PushedJob] = []
        try:
            while batch := self._take():
                ran += len(batch)
                postponed += _run(batch)
        finally:
            self._add(postponed)
        return ran

    def send(self, push: Push) -> None:
        self._add(_read(push))

    async def asend(self, push: Push) -> None:
        self.send(push)

    def _add(self, more: Sequence[PushedJob]) -> None:
        with self._lock:
            self._jobs += more

    def _take(self) -> list[PushedJob]:
        """Take the oldest job that can be run, and for a batch handler those that go with it."""
        taken: list[PushedJob] = []
        wanted: JobSpec | None = None
        with self._lock:
            for job in list(self._jobs):
                spec = _spec(job)
                if spec is None or (wanted is not None and spec is not wanted):
                    continue
                wanted = spec
                taken.append(job)
                self._jobs.remove(job)
                if len(taken) == spec.batch:
                    break
        return taken


class Inline(Pushed):
    """Runs jobs as they are pushed; holds those that cannot be run here."""

    def send(self, push: Push) -> None:
        for job in _read(push):
            self._add(_run([job]) if _spec(job) else [job])

    async def asend(self, push: Push) -> None:
        # A handler may well block; the caller's loop must not.
        await asyncio.to_thread(self.send, push)


@contextmanager
def fake() -> Iterator[Pushed]:
    """Collect what the process pushes, instead of pushing it."""
    pushed = Pushed()
    with route.diverted(pushed):
        yield pushed


@contextmanager
def inline() -> Iterator[Pushed]:
    """Run what the process pushes, at once and in the pushing thread; errors reach the pusher."""
    pushed = Inline()
    with route.diverted(pushed):
        yield pushed


def _read(push: Push) -> list[PushedJob]:
    parsed = [parse(body) for body in push.bodies]
    return [
        PushedJob(job.name, job.args, push.queue, job.jid, push.at, body)
        for job, body in zip(parsed, push.bodies, strict=True)
    ]


def _spec(job: PushedJob) -> JobSpec | None:
    try:
        return jobs.registry.find(job.class_name)
    except UnknownJobClass:
        return None


def _run(batch: Sequence[PushedJob]) -> list[PushedJob]:
    """Run jobs of one class as the service does; return those that asked to run later."""
    raised: list[BaseException] = []

    def note(proceed: Proceed, context: JobContext) -> Any:
        try:
            return proceed(context)
        except BaseException as error:  # whatever it is, it is the job's: the executor's rule
            raised.append(error)
            raise

    executor = Executor(jobs.registry, [note], _run_coroutine)
    # A handler's own push may run another: that must not become the current job of the first.
    outcomes = copy_context().run(_execute, executor, batch)
    if raised:
        raise raised[0]
    for outcome in outcomes:
        _expect_success(outcome)
    return [
        _postponed(job, outcome)
        for job, outcome in zip(batch, outcomes, strict=True)
        if isinstance(outcome, Snooze)
    ]


def _execute(executor: Executor, batch: Sequence[PushedJob]) -> list[Outcome]:
    deliveries = [Delivery(job.body, job.queue, lease=None) for job in batch]
    runnable, refused = executor.prepare(deliveries)
    seat = Board(1).seat(0)
    outcomes = [outcome for _, outcome in refused]
    if runnable and runnable[0].spec.batch > 1:
        return outcomes + executor.execute_batch(runnable, seat)
    return outcomes + [executor.execute(delivery, seat) for delivery in runnable]


def _expect_success(outcome: Outcome) -> None:
    if isinstance(outcome, Done | Snooze) or outcome is EXPIRED:
        return
    if isinstance(outcome, Retry | Dead):
        failed = msgspec.json.decode(outcome.body)
        raise JobFailed(f"{failed['class']}: {failed['error_class']}: {failed['error_message']}")
    raise JobFailed("a job that is never retried failed; its error is in the log")


def _postponed(job: PushedJob, snooze: Snooze) -> PushedJob:
    return replace(job, at=snooze.at, body=snooze.body)


def _run_coroutine(coroutine: Coroutine[Any, Any, Any], timeout_s: float | None) -> Any:
    # A thread and a loop for each: the pusher may itself be a coroutine, at any depth.
    with ThreadPoolExecutor(1) as thread:
        context = copy_context()
        return thread.submit(context.run, asyncio.run, _limited(coroutine, timeout_s)).result()


async def _limited(coroutine: Coroutine[Any, Any, Any], timeout_s: float | None) -> Any:
    limit = asyncio.timeout(timeout_s)
    try:
        async with limit:
            return await coroutine
    except TimeoutError as error:
        if limit.expired():
            raise JobTimeout(f"the job ran longer than {timeout_s:g} s") from error
        raise

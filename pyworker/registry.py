"""Which handler runs which job class.

A handler is a function and a decorator::

    from pyworker import job

    @job("Billing::Invoice", queue="billing", retry=5, timeout_s=30)
    def invoice(customer_id: int, total: str) -> None: ...
"""

import inspect
import logging
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar, overload

import msgspec

from pyworker.arguments import Positions
from pyworker.errors import UnknownJobClass
from pyworker.job import Job
from pyworker.payload import Template
from pyworker.performer import Performer

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger("pyworker.job")


@dataclass(frozen=True, slots=True)
class JobSpec:
    """How one job class is run.

    Attributes:
        handler: called with the payload's positional arguments, or, where ``batch`` is above 1,
            with a list of ``JobContext`` that it answers with as many values: None for a job that
            is done, an exception for one that failed.
        retry: used where the payload has no ``retry`` key of its own.
        timeout_s: after this many seconds the job's process is killed and the job has failed.
        batch: how many jobs the handler takes at once.
    """

    class_name: str
    handler: Callable[..., Any]
    queue: str = "default"
    retry: bool | int = True
    timeout_s: float | None = None
    batch: int = 1
    is_async: bool = False
    signature: inspect.Signature | None = None


class JobContext(msgspec.Struct, gc=False, eq=False):
    """The job that is running: for its handler, and for whatever the handler calls."""

    job: Job
    queue: str

    @property
    def jid(self) -> str:
        return self.job.jid

    @property
    def args(self) -> Any:
        return self.job.args

    @property
    def retry_count(self) -> int | None:
        """None at the first run, 0 at the first retry, as on the wire."""
        return self.job.retry_count

    @property
    def logger(self) -> logging.Logger:
        """A logger whose lines carry the job's jid and class, as all lines of a job do."""
        return logger


# Beyond this a delay is a mistake, and the sum with the clock may be no number.
LONGEST_S = 1e11


@dataclass(frozen=True, slots=True)
class Later:
    """Returned by a handler whose job shall run again after ``delay_s`` seconds; no failure."""

    delay_s: float

    def __post_init__(self) -> None:
        if not isinstance(self.delay_s, int | float) or not 0 <= self.delay_s < LONGEST_S:
            raise ValueError(f"Later: expected a number of seconds from 0, got {self.delay_s!r}")


current: ContextVar[JobContext | None] = ContextVar("pyworker_current_job", default=None)


def current_job() -> JobContext:
    """Return the job that this code is running for.

    Raises:
        LookupError: no job is running here.
    """
    context = current.get()
    if context is None:
        raise LookupError("no job is running in this thread or task")
    return context


class JobFunction(Performer[P], Generic[P, R]):
    """A decorated handler: still the function it was, and what enqueues its jobs."""

    def __init__(self, function: Callable[P, R], spec: JobSpec) -> None:
        super().__init__(
            Template(spec.class_name, {"queue": spec.queue, "retry": spec.retry}),
            Positions(spec.class_name, spec.signature),
        )
        self.spec = spec
        self.__wrapped__ = function
        self.__doc__ = function.__doc__
        self.__name__ = getattr(function, "__name__", spec.class_name)
        self.__module__ = function.__module__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.__wrapped__(*args, **kwargs)


class Registry:
    """The table of job classes; names may hold ``::``."""

    def __init__(self) -> None:
        self._specs: dict[str, JobSpec] = {}

    def add(self, spec: JobSpec) -> None:
        known = self._specs.get(spec.class_name)
        if known is not None and known.handler is not spec.handler:
            raise ValueError(
                f"two handlers for job class {spec.class_name!r}: {_place(known.handler)} and "
                f"{_place(spec.handler)}; give one of them another class name"
            )
        self._specs[spec.class_name] = spec

    def find(self, class_name: str) -> JobSpec:
        """Look a class up.

        Raises:
            UnknownJobClass: names the class and what to do.
        """
        try:
            return self._specs[class_name]
        except KeyError:
            raise UnknownJobClass(
                f"no handler for job class {class_name!r}; register one with "
                f"@job({class_name!r}) in a module that is loaded by -r"
            ) from None

    def __iter__(self) -> Iterator[JobSpec]:
        return iter(self._specs.values())

    def __len__(self) -> int:
        return len(self._specs)


registry = Registry()


@overload
def job(class_name: Callable[P, R], /) -> JobFunction[P, R]: ...
@overload
def job(
    class_name: str | Sequence[str] | None = None,
    /,
    *,
    queue: str = ...,
    retry: bool | int = ...,
    timeout_s: float | None = ...,
) -> Callable[[Callable[P, R]], JobFunction[P, R]]: ...
# The arguments of a batch handler's jobs are in no signature.
@overload
def job(
    class_name: str | Sequence[str] | None = None,
    /,
    *,
    queue: str = ...,
    retry: bool | int = ...,
    timeout_s: float | None = ...,
    batch: int,
) -> Callable[[Callable[[list[JobContext]], R]], JobFunction[..., R]]: ...


def job(
    class_name: Callable[..., Any] | str | Sequence[str] | None = None,
    /,
    *,
    queue: str = "default",
    retry: bool | int = True,
    timeout_s: float | None = None,
    batch: int = 1,
) -> Any:
    """Make a function, ``def`` or ``async def``, the handler of a job class.

    Args:
        class_name: one name or several; by default the function's own name.
        queue: where jobs of this class are put by Python callers.
        retry: True (25 times), a number of retries, 0 (dead at once) or False (never, not kept).
        timeout_s: seconds after which the job is killed and counted as failed.
        batch: above 1, the handler takes a list of up to so many ``JobContext`` at once and
            returns a list as long, with None for each job done and an exception for each failed.

    Raises:
        ValueError: an option cannot be used, or the class has another handler.
    """
    if callable(class_name):
        return job()(class_name)
    _check(queue, retry, timeout_s, batch)

    def decorate(function: Callable[P, R]) -> JobFunction[P, R]:
        function = function.__wrapped__ if isinstance(function, JobFunction) else function
        is_async = inspect.iscoroutinefunction(function)
        signature = None if batch > 1 else inspect.signature(function)
        names = [class_name] if isinstance(class_name, str) else class_name or [function.__name__]
        specs = [
            JobSpec(name, function, queue, retry, timeout_s, batch, is_async, signature)
            for name in names
        ]
        for spec in specs:
            registry.add(spec)
        return JobFunction(function, specs[0])

    return decorate


def _check(queue: str, retry: bool | int, timeout_s: float | None, batch: int) -> None:
    if not queue:
        raise ValueError("queue: expected a queue's name, got ''")
    if type(retry) is int and retry < 0:
        raise ValueError(f"retry: expected True, False or a number from 0, got {retry}")
    if timeout_s is not None and timeout_s <= 0:
        raise ValueError(f"timeout_s: expected seconds above 0 or None, got {timeout_s}")
    if batch < 1:
        raise ValueError(f"batch: expected 1 or more, got {batch}")


def _place(handler: Callable[..., Any]) -> str:
    return f"{handler.__module__}.{getattr(handler, '__qualname__', handler)}"

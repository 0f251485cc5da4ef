"""The statistics job, ``perform_async(test_run_id)``, under the names of its three workers.

As an ActiveJob it takes the record as well: ``perform_later(test_run)``.
"""

from collections.abc import Sequence
from typing import Any

from pyworker.activejob import GlobalId
from pyworker.errors import WrongArguments
from pyworker.registry import JobContext, JobSpec
from pyworker.stats.service import StatsService

CLASS_NAMES = ("RubyWorker", "GoWorker", "PythonWorker")
BATCH = 100

# The id is a bigint of PostgreSQL; a larger one would fail the statement, and the whole batch.
MAX_ID = 2**63 - 1


def specs(service: StatsService) -> list[JobSpec]:
    """Make the registry's rows for the job; they share one handler."""

    def store_statistics(contexts: Sequence[JobContext]) -> list[Exception | None]:
        return _run(service, contexts)

    return [JobSpec(name, store_statistics, batch=BATCH) for name in CLASS_NAMES]


def _run(service: StatsService, contexts: Sequence[JobContext]) -> list[Exception | None]:
    """Run the jobs as one batch, from which those with wrong arguments are left out."""
    ids = [_read_id(context) for context in contexts]
    stored = iter(service.run([id_ for id_ in ids if isinstance(id_, int)]))
    answers = (next(stored) if isinstance(id_, int) else id_ for id_ in ids)
    return [answer if isinstance(answer, Exception) else None for answer in answers]


def _read_id(context: JobContext) -> int | WrongArguments:
    match context.args:
        case [int() as given] if not isinstance(given, bool):
            id_ = given
        case [GlobalId(model="TestRun", id=text)] | [str() as text] if _is_digits(text):
            id_ = int(text)
        case _:
            return _wrong(context.job.name, context.args)
    return id_ if 0 < id_ <= MAX_ID else _wrong(context.job.name, context.args)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20


def _wrong(class_name: str, args: Any) -> WrongArguments:
    return WrongArguments(
        f"{class_name} takes one argument, a test run or its id (an integer above 0, quoted or "
        f"not), and got {args!r:.100}; correct the call that enqueues it"
    )

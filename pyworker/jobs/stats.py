"""The statistics job, ``perform_async(test_run_id)``, under the names of its three workers.

As an ActiveJob it takes the record as well: ``perform_later(test_run)``.
"""

from collections.abc import Sequence

from pyworker.jobs.record import read_id
from pyworker.registry import JobContext, JobSpec
from pyworker.stats.service import StatsService

CLASS_NAMES = ("RubyWorker", "GoWorker", "PythonWorker")
BATCH = 100


def specs(service: StatsService) -> list[JobSpec]:
    """Make the registry's rows for the job; they share one handler."""

    def store_statistics(contexts: Sequence[JobContext]) -> list[Exception | None]:
        return _run(service, contexts)

    return [JobSpec(name, store_statistics, batch=BATCH) for name in CLASS_NAMES]


def _run(service: StatsService, contexts: Sequence[JobContext]) -> list[Exception | None]:
    """Run the jobs as one batch, from which those with wrong arguments are left out."""
    ids = [read_id(context, "TestRun", "a test run") for context in contexts]
    stored = iter(service.run([id_ for id_ in ids if isinstance(id_, int)]))
    answers = (next(stored) if isinstance(id_, int) else id_ for id_ in ids)
    return [answer if isinstance(answer, Exception) else None for answer in answers]

"""The judge's job, ``perform_async(submission_id)``.

As an ActiveJob it takes the record as well: ``perform_later(submission)``.
"""

import inspect
import time
from collections.abc import Callable
from typing import Any

from pyworker.errors import WrongArguments
from pyworker.jobs.record import read_id
from pyworker.judge.service import JudgeService
from pyworker.registry import JobSpec, current_job
from pyworker.retry import MAX_RETRIES, is_last

CLASS_NAME = "JudgeWorker"


def spec(
    service: JudgeService, max_retries: int = MAX_RETRIES, clock: Callable[[], float] = time.time
) -> JobSpec:
    """Make the registry's row for the job."""

    def judge(*_args: Any) -> None:
        context = current_job()
        id_ = read_id(context, "Submission", "a submission")
        if isinstance(id_, WrongArguments):
            raise id_
        try:
            service.run(id_)
        except Exception as error:
            if is_last(context.job, clock(), max_retries=max_retries):
                service.give_up(id_, error)
            raise

    return JobSpec(CLASS_NAME, judge, signature=inspect.signature(judge))

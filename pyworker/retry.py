"""What happens after a failure: retry, dead set or nothing. Pure: time and chance are arguments.

Source: sidekiq 6.4.1 and 8.1.7, lib/sidekiq/job_retry.rb, by the facts observed of both.
"""

import base64
import json
import traceback
import zlib
from dataclasses import dataclass
from typing import Any

from pyworker.errors import MalformedJob
from pyworker.job import Job, edit, parse, plausible, same_clock, seconds
from pyworker.outcome import Dead, Discarded, Outcome, Retry

MAX_RETRIES = 25
MAX_MESSAGE_CHARS = 10_000


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed run.

    Attributes:
        queue: the queue that the job was fetched from.
        now: epoch seconds.
        jitter: in [0, 1).
        default_retry: the job class's own setting, for payloads without a ``retry`` key.
        max_retries: how often a job is retried that says no number.
    """

    error: BaseException
    queue: str
    now: float
    jitter: float
    default_retry: bool | int = True
    max_retries: int = MAX_RETRIES


def decide(job: Job, body: bytes, failure: Failure) -> Outcome:
    """Choose what becomes of a job that failed.

    ``retry`` is Ruby's: 0 is a number of retries (dead at once), false means neither retry nor
    dead set, and anything else that is true means the default number.
    """
    job = plausible(job)
    if _retry(job, failure.default_retry) is False:
        return Discarded()
    count = _count(job)
    edited = edit(body, _changes(job, failure, count))
    if is_last(job, failure.now, failure.default_retry, failure.max_retries):
        return Discarded() if job.dead is False else Dead(edited)
    return Retry(edited, failure.now + delay_s(count, failure.jitter))


def is_last(
    job: Job, now: float, default_retry: bool | int = True, max_retries: int = MAX_RETRIES
) -> bool:
    """Tell whether no retry would follow if this run failed now; see ``Failure``."""
    job = plausible(job)
    retry = _retry(job, default_retry)
    limit = retry if type(retry) is int else max_retries
    return retry is False or _exhausted(job, now, _count(job), limit)


def ended(body: bytes, error: BaseException, queue: str, now: float) -> Outcome:
    """Choose what becomes of a job that must not run again, whatever retries it has left."""
    try:
        job = plausible(parse(body))
        changes = {
            "queue": queue,
            "error_message": message(error),
            "error_class": type(error).__qualname__,
            "retry_count": job.retry_count or 0,
            "failed_at": job.failed_at or same_clock(job, now),
        }
        return Discarded() if job.dead is False else Dead(edit(body, changes))
    except MalformedJob:
        return Dead(body)


def delay_s(retry_count: int, jitter: float) -> float:
    """Seconds until the next attempt; ``jitter`` in [0, 1).

    The whole-second jitter of Sidekiq 8 (0 to 10(count+1)-1) lies within the windows of 6 and 7.
    """
    count = max(retry_count, 0)
    return float(count**4 + 15 + int(jitter * 10 * (count + 1)))


def _retry(job: Job, default_retry: bool | int) -> Any:
    return default_retry if job.retry is None else job.retry


def _count(job: Job) -> int:
    return 0 if job.retry_count is None else job.retry_count + 1


def _exhausted(job: Job, now: float, count: int, limit: int) -> bool:
    if job.retry_for is not None and limit > 0:
        # Sidekiq 8.1: with retry_for the number of retries does not count.
        first = now if job.failed_at is None else seconds(job.failed_at)
        return first + job.retry_for < now
    return count >= limit


def _changes(job: Job, failure: Failure, count: int) -> dict[str, Any]:
    error, now = failure.error, same_clock(job, failure.now)
    changes: dict[str, Any] = {
        "queue": job.retry_queue or failure.queue,
        "error_message": message(error),
        "error_class": type(error).__qualname__,
        "retry_count": count,
    }
    if job.retry_count is None:
        changes["failed_at"] = now
    else:
        changes["retried_at"] = now
        if job.failed_at is None:
            # The retry pages of Sidekiq's Web UI answer 500 without it.
            changes["failed_at"] = now
    if job.backtrace:
        changes["error_backtrace"] = _backtrace(error, job.backtrace)
    return changes


def message(error: BaseException) -> str:
    """Return an error's text as Sidekiq stores it: bounded, and valid UTF-8."""
    try:
        text = str(error)
    except BaseException:  # whatever an error's own code does, the job must be settled
        text = f"the message of this {type(error).__qualname__} cannot be shown"
    return text[:MAX_MESSAGE_CHARS].encode("utf-8", "replace").decode()


def _backtrace(error: BaseException, wanted: bool | int) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno}:in `{frame.name}'" for frame in reversed(frames)]
    if type(wanted) is int:
        lines = lines[:wanted]
    text = json.dumps(lines).encode()
    return base64.b64encode(zlib.compress(text)).decode()


def describe(outcome: Outcome, now: float) -> str:
    """Say in a few words what a failed job comes to; ``now`` is epoch seconds."""
    match outcome:
        case Retry(_, at):
            return f"retry in {at - now:.0f} s"
        case Dead():
            return "dead: no retry is left"
        case _:
            return "discarded: the job asked for neither retry nor dead set"

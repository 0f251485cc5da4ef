"""Jobs that are worth nothing after a while: ``expires_in``, and whether its time is over. Pure."""

from pyworker.job import LARGEST, Job, seconds


def expired(job: Job, now: float) -> bool:
    """Tell whether a job is too late to begin at ``now`` (epoch seconds).

    The time counts from when the job came into its queue, which for a scheduled one is when it was
    due; a retry's counts from the first failure, as it comes into the queue anew each time. A
    job without such a moment, or with numbers that no clock has written, does not expire.

    Source: the documents of Sidekiq Pro; what they leave open about retries is ours.
    """
    since = job.enqueued_at if job.retry_count is None else job.failed_at
    if job.expires_in is None or since is None:
        return False
    if not (abs(job.expires_in) <= LARGEST and abs(since) <= LARGEST):
        return False
    return seconds(since) + job.expires_in < now

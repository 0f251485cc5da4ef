"""A background worker that speaks Sidekiq's Redis job format and loses nothing when killed."""

from pyworker.registry import JobContext, Later, current_job, job

__all__ = ["JobContext", "Later", "current_job", "job"]
__version__ = "0.1.0"

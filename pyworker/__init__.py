"""A background worker that speaks Sidekiq's Redis job format and loses nothing when killed."""

from pyworker.client import Client, apush, apush_bulk, push, push_bulk
from pyworker.pusher import PushUnconfirmed
from pyworker.registry import JobContext, Later, current_job, job

__all__ = [
    "Client",
    "JobContext",
    "Later",
    "PushUnconfirmed",
    "apush",
    "apush_bulk",
    "current_job",
    "job",
    "push",
    "push_bulk",
]
__version__ = "0.1.0"

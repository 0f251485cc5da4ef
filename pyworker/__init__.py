"""A background worker that speaks Sidekiq's Redis job format and loses nothing when killed."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pyworker.registry import JobContext, Later, current_job, job

if TYPE_CHECKING:
    from pyworker.client import Client, apush, apush_bulk, push, push_bulk
    from pyworker.pusher import PushUnconfirmed

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

_HOMES = {"PushUnconfirmed": "pyworker.pusher"}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Load the client with its first use: a worker that enqueues nothing starts without it."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES.get(name, "pyworker.client")), name)

"""The service under test."""

from typing import Any

from pyworker.runtime.heartbeat import PERIOD_S
from tests.integration.worker import Worker

# One beat, and what a busy machine may add to it.
BEAT_S = PERIOD_S + 3


def service(redis_url: str, *flags: str, **env: Any) -> Worker:
    """Start pyworker with the jobs of this suite; ``env`` is added to its environment."""
    return Worker(redis_url, "-r", "tests.conformance.jobs", *flags, **env)

"""The service under test."""

from typing import Any

from tests.integration.worker import Worker


def service(redis_url: str, *flags: str, **env: Any) -> Worker:
    """Start pyworker with the jobs of this suite; ``env`` is added to its environment."""
    return Worker(redis_url, "-r", "tests.conformance.jobs", *flags, **env)

"""The service under test."""

import subprocess

from tests.integration.worker import Worker


def service(redis_url: str, *flags: str, **env: str) -> Worker:
    """Start pyworker with the jobs of this suite."""
    return Worker(redis_url, "-r", "tests.conformance.jobs", *flags, stdout=subprocess.PIPE, **env)

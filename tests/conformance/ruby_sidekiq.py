"""A Ruby Sidekiq at work beside pyworker, on the queue ``ruby``."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.rails_program import Program

JOBS = Path(__file__).with_name("ruby_jobs.rb")


@contextmanager
def ruby_sidekiq(redis_url: str) -> Iterator[Program]:
    """Run it; yields when it fetches."""
    process = subprocess.Popen(
        ["sidekiq", "--require", JOBS, "--queue", "ruby", "--concurrency", "2", "--tag", "by-ruby"],
        env={"PATH": os.environ["PATH"], "REDIS_URL": redis_url, "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with process:
        program = Program(process)
        try:
            program.wait_for("Running in ruby")
            yield program
        finally:
            program.stop()

"""The jobs that are measured; ``sidekiq_jobs.rb`` has the same for Sidekiq."""

import os
import time

from pyworker import job

STAMPS_VARIABLE = "BENCH_STAMPS"


@job("NoopWorker")
def noop(_number: int) -> None:
    """Do nothing."""


@job("StampWorker")
def stamp(sent_at: float) -> None:
    """Note the seconds since the job was sent, by the machine's clock."""
    elapsed_s = time.time() - sent_at
    # Appending is one system call, and the same for both peers.
    descriptor = os.open(os.environ[STAMPS_VARIABLE], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, f"{elapsed_s!r}\n".encode())
    os.close(descriptor)

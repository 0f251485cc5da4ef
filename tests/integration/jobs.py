"""Jobs that tests run: each tells by a Redis list what it does, so that a test can wait for it."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Sequence

import redis

from pyworker import JobContext, Later, current_job, job

_clients: dict[int, redis.Redis] = {}


def client() -> redis.Redis:
    """Return this process's client: one made before a fork would be shared."""
    pid = os.getpid()
    if pid not in _clients:
        # Without a time limit: some jobs wait for their test for long.
        _clients[pid] = redis.Redis.from_url(
            os.environ["REDIS_URL"], decode_responses=True, socket_timeout=None
        )
    return _clients[pid]


@job("Record")
def record(value: object) -> None:
    client().rpush("ran", json.dumps(value))


@job("Billing::Invoice")
def invoice(customer: int, total: str) -> None:
    client().rpush("ran", f"{customer} {total}")


@job("Context")
def context() -> None:
    mine = current_job()
    mine.logger.info("said by the handler")
    client().rpush("ran", json.dumps([mine.jid, mine.retry_count, mine.queue, mine.args]))


@job("Block")
def block(name: str) -> None:
    """Run until the test releases it."""
    client().rpush("started", name)
    client().blpop([f"release:{name}"])
    client().rpush("ran", name)


@job("Fail")
def fail(message: str) -> None:
    raise ValueError(message)


@job("Suicide")
def suicide() -> None:
    client().rpush("ran", "suicide")
    os.kill(os.getpid(), signal.SIGKILL)


@job("Forever", timeout_s=1)
def forever() -> None:
    client().rpush("started", "forever")
    while True:
        time.sleep(60)


@job("Spin", timeout_s=1)
def spin() -> None:
    client().rpush("started", "spin")
    while True:
        pass


@job("Async")
async def wait_and_record(value: str) -> None:
    await asyncio.sleep(0)
    client().rpush("ran", f"{value} {current_job().jid}")


@job("AsyncForever", timeout_s=0.2)
async def async_forever() -> None:
    await asyncio.sleep(3600)


@job("Batch", batch=50)
def batch(jobs: Sequence[JobContext]) -> list[Exception | None]:
    """Fail the odd ones; tell how many came at once."""
    client().rpush("batches", len(jobs))
    return [ValueError("odd") if each.args[0] % 2 else None for each in jobs]


@job("Again")
def again() -> Later | None:
    """Ask to run later, once."""
    first = client().incr("attempts") == 1
    client().rpush("ran", "first" if first else "second")
    return Later(0.5) if first else None

"""Jobs of the conformance suite, beside those of ``tests.integration.jobs``."""

import json
import os
import time

import redis

from pyworker import current_job, job

_clients: dict[int, redis.Redis] = {}


def client() -> redis.Redis:
    """Return this process's client, which waits as long as a test wants it to."""
    pid = os.getpid()
    if pid not in _clients:
        _clients[pid] = redis.Redis.from_url(
            os.environ["REDIS_URL"], decode_responses=True, socket_timeout=None
        )
    return _clients[pid]


@job("Hold")
def hold(name: str) -> None:
    """Run until the test releases it."""
    client().rpush("started", name)
    client().blpop([f"release:{name}"])
    client().rpush("ran", name)


@job("Args")
def args(*values: object) -> None:
    client().rpush("ran", json.dumps(values))


@job("Jid")
def jid(_number: int) -> None:
    client().rpush("ran", current_job().jid)


@job("Clock")
def clock(_number: int = 0) -> None:
    client().rpush("ran", repr(time.time()))


@job("Nap")
def nap(queue: str) -> None:
    """Take longer than what is fetched at once, so that every fetch is of one job."""
    client().rpush("ran", queue)
    time.sleep(0.005)


@job("Flaky")
def flaky(name: str) -> None:
    """Fail until the test mends it."""
    client().rpush("attempts", name)
    if not client().exists("mended"):
        raise ValueError(name)
    client().rpush("ran", name)


@job("Deep")
def deep(depth: int) -> None:
    _descend(depth)


def _descend(depth: int) -> None:
    if depth == 0:
        raise ValueError("at the bottom")
    _descend(depth - 1)


@job("Mumble")
def mumble(kind: str) -> None:
    """Raise with a text that is hard to store."""
    texts = {
        "long": "x" * 20_000,
        "no-unicode": "a\udcffb",
        "nul": "a\0b",
        "marks": "\x1b<é\u2028\x7f>",
    }
    raise ValueError(texts[kind])


@job("Greet")
def greet(*values: object, **named: object) -> None:
    """Tell what ActiveJob's arguments have become; what JSON has no word for with its type."""
    client().rpush("ran", json.dumps([values, named], default=_named))


def _named(value: object) -> str:
    return f"{type(value).__name__} {value}"


@job("GreetBadly")
def greet_badly(*_: object) -> None:
    raise ValueError("no greeting")

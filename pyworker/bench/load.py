"""Fills queues and sets as Sidekiq's client does, only faster."""

import secrets
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Command, Connection

QUEUE = "pyworker-bench"
# Filled first, and then renamed to the queue: all its jobs appear at once.
HELD = f"{keys.queue(QUEUE)}:held"
# So many values in one command, and commands in one packet.
VALUES, COMMANDS = 500, 20
FAR_S = 24 * 3600


def body(class_name: str, argument: float) -> bytes:
    """Return a job as Sidekiq 6.4 writes it, keys in its order."""
    now = time.time()
    return (
        f'{{"retry":true,"queue":"{QUEUE}","args":[{argument!r}],"class":"{class_name}",'
        f'"jid":"{secrets.token_hex(12)}","created_at":{now!r},"enqueued_at":{now!r}}}'
    ).encode()


def hold(connection: Connection, class_name: str, arguments: Iterable[int]) -> None:
    """Fill the held list with a job for each argument, the first to be fetched first."""
    connection.call("UNLINK", HELD)
    bodies = (body(class_name, argument) for argument in arguments)
    _send(connection, (("LPUSH", HELD, *values) for values in _chunks(bodies)))


def release(connection: Connection) -> None:
    """Make the held list the queue, in one step."""
    connection.pipeline([("SADD", keys.QUEUES, QUEUE), ("RENAME", HELD, keys.queue(QUEUE))])


def push(connection: Connection, class_name: str, argument: float) -> None:
    """Push one job, as Sidekiq's client does: both commands in one transaction."""
    connection.pipeline(
        [
            ("MULTI",),
            ("SADD", keys.QUEUES, QUEUE),
            ("LPUSH", keys.queue(QUEUE), body(class_name, argument)),
            ("EXEC",),
        ]
    )


def fill_sets(connection: Connection, members: int) -> None:
    """Put so many jobs each into the schedule, retry and dead sets; none becomes due."""
    for name in (keys.SCHEDULE, keys.RETRY, keys.DEAD):
        score = time.time() + (0 if name == keys.DEAD else FAR_S)
        pairs = (
            part
            for number in range(members)
            for part in (repr(score + number / 1000), body("NoopWorker", number))
        )
        _send(connection, (("ZADD", name, *values) for values in _chunks(pairs)))


def _send(connection: Connection, commands: Iterator[Command]) -> None:
    while packet := list(islice(commands, COMMANDS)):
        connection.pipeline(packet)


def _chunks(values: Iterator[bytes] | Iterator[bytes | str]) -> Iterator[list[bytes | str]]:
    while chunk := list(islice(values, VALUES)):
        yield list(chunk)

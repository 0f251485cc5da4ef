"""A Redis database that is ours for a while: empty at the start, and empty again at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyworker.bench.load import QUEUE
from pyworker.errors import PyworkerError
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.endpoint import Endpoint, parse_url
from pyworker.transports.redis.owner import hostname

NAMES = {keys.QUEUES, keys.SCHEDULE, keys.RETRY, keys.DEAD, keys.PROCESSES}
# Filling and deleting a million jobs takes its time.
TIMEOUT_S = 60.0
# The last two are Sidekiq's metrics, by minute and by class.
PREFIXES = ("stat:", "pyworker:", keys.queue(QUEUE), "j|", "h|")


class NotEmpty(PyworkerError):
    """The Redis database holds keys, which a benchmark could mistake for its own."""


@contextmanager
def borrow(url: str) -> Iterator[Connection]:
    """Connect to an empty database; what the workers and we wrote is deleted afterwards.

    Raises:
        NotEmpty: the database holds keys; none was touched.
    """
    endpoint = parse_url(url)
    connection = Connection(endpoint, TIMEOUT_S)
    held = connection.call("DBSIZE")
    if held:
        connection.close()
        raise NotEmpty(
            f"{endpoint} holds {held:,} keys, and a benchmark only runs in an empty database: name "
            "another one, as in --redis redis://HOST:PORT/15"
        )
    try:
        yield connection
    finally:
        connection.close()
        # Another connection: an interrupt may have left a reply unread on that one.
        clear(endpoint)


def clear(endpoint: Endpoint) -> None:
    """Delete the keys that Sidekiq, pyworker and the benchmark write, and no others."""
    connection = Connection(endpoint, TIMEOUT_S)
    cursor: bytes | str = "0"
    while True:
        cursor, found = connection.call("SCAN", cursor, "COUNT", 1000)
        ours = [name for name in found if is_ours(name.decode("utf-8", "replace"))]
        if ours:
            connection.call("UNLINK", *ours)
        if cursor == b"0":
            connection.close()
            return


def is_ours(name: str) -> bool:
    """Tell whether a run writes this key; a process's own keys start with the machine's name."""
    return name in NAMES or name.startswith((*PREFIXES, f"{hostname()}:"))

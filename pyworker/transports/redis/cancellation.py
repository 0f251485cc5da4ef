"""Jobs that an operator has called off while they run; the supervisor of whoever runs one acts."""

import time
from collections.abc import Collection

from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection


def ask(connection: Connection, jid: str) -> None:
    """Ask the supervisors to end a job; what none of them has found in time is forgotten."""
    now = time.time()
    connection.pipeline(
        [
            ("ZADD", keys.CANCEL, repr(now), jid),
            ("ZREMRANGEBYSCORE", keys.CANCEL, "-inf", repr(now - keys.CANCEL_TTL_S)),
            ("EXPIRE", keys.CANCEL, keys.CANCEL_TTL_S),
        ]
    )


def asked(connection: Connection) -> set[str]:
    """Return the jids of the jobs that are called off."""
    jids = connection.call("ZRANGE", keys.CANCEL, 0, -1)
    return {jid.decode("utf-8", "replace") for jid in jids}


def done(connection: Connection, jids: Collection[str]) -> None:
    """Forget jobs that have ended."""
    connection.call("ZREM", keys.CANCEL, *jids)

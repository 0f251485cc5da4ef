"""Loopback ports for private servers."""

import os
import socket

# Below Linux's ephemeral range (from 32768): an outgoing connection never takes a port that a
# server is about to use again, and a client never connects to itself while the server is down.
FIRST, LAST = 15000, 32000


def free_port(preferred: int | None = None) -> int:
    """Return a loopback port that nothing listens on; ``preferred`` where that one is free.

    Raises:
        OSError: every port of the range is taken.
    """
    # Processes that look at the same moment start at different ports.
    start = os.getpid() * 97 % (LAST - FIRST)
    ports = [FIRST + (start + step) % (LAST - FIRST) for step in range(LAST - FIRST)]
    for port in [preferred, *ports] if preferred else ports:
        if is_free(port):
            return port
    raise OSError(f"no free loopback port between {FIRST} and {LAST}; stop some servers")


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a loopback port now."""
    with socket.socket() as probe:
        # As servers bind: connections of a stopped server that linger do not block its restart.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

"""Opening a socket to a Redis: TCP or Unix, TLS or not."""

import socket

from pyworker.transports.redis.endpoint import Endpoint

CONNECT_TIMEOUT_S = 3.0


def dial(endpoint: Endpoint, timeout_s: float) -> socket.socket:
    """Connect; each later operation on the socket takes ``timeout_s`` at most.

    Raises:
        OSError: nobody answers there, or not by TLS.
    """
    opened = _unix(endpoint.path) if endpoint.path else _tcp(endpoint)
    try:
        if endpoint.tls:
            opened = endpoint.tls_context().wrap_socket(opened, server_hostname=endpoint.host)
        opened.settimeout(timeout_s)
    except Exception:
        opened.close()
        raise
    return opened


def _tcp(endpoint: Endpoint) -> socket.socket:
    opened = socket.create_connection((endpoint.host, endpoint.port), CONNECT_TIMEOUT_S)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return opened


def _unix(path: str) -> socket.socket:
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    opened.settimeout(CONNECT_TIMEOUT_S)
    try:
        opened.connect(path)
    except OSError:
        opened.close()
        raise
    return opened

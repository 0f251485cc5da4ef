"""Free loopback ports."""

import socket

from pyworker.dev.ports import FIRST, LAST, free_port, is_free


def test_a_free_port_can_be_listened_on() -> None:
    port = free_port()

    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
    assert FIRST <= port < LAST


def test_the_preferred_port_is_taken_while_it_is_free() -> None:
    preferred = free_port()

    assert free_port(preferred) == preferred
    with socket.create_server(("127.0.0.1", preferred)):
        assert free_port(preferred) != preferred

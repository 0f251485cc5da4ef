"""Messages between a worker and a guard: a header, blobs of bytes, and descriptors.

Both ends are ours, on one machine and of one version, and no program has a descriptor of it. What
comes from the guard is nevertheless only bytes and numbers: nothing in it can name code.

A message is ``[length of the header: u32][header: JSON][blobs, one after the other]``, in one
packet; one that is larger than a packet lies in a memory file whose descriptor comes first.
"""

import array
import json
import os
import socket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PACKET_BYTES = 96 * 1024  # below the default send buffer of a Unix socket, 208 KiB
MAX_DESCRIPTORS = 250  # 253 is the kernel's limit (SCM_MAX_FD)

_INLINE, _IN_FILE = b"i", b"f"


class Closed(Exception):
    """The other end is gone."""


def send(
    connection: socket.socket,
    header: object,
    blobs: "tuple[bytes, ...] | list[bytes]" = (),
    descriptors: "tuple[int, ...] | list[int]" = (),
) -> None:
    """Send one message; the descriptors stay the sender's.

    Raises:
        Closed: the other end is gone.
    """
    text = json.dumps(header, separators=(",", ":")).encode("ascii")
    payload = b"".join((len(text).to_bytes(4, "little"), text, *blobs))
    if len(payload) < PACKET_BYTES:
        _send(connection, _INLINE + payload, descriptors)
        return
    carrier = memory_file("message", payload)
    try:
        _send(connection, _IN_FILE, [carrier, *descriptors])
    finally:
        os.close(carrier)


def receive(connection: socket.socket) -> "tuple[dict[str, Any], memoryview, list[int]]":
    """Receive one message: its header, its blobs as they lie, and descriptors, now ours.

    Raises:
        Closed: the other end is gone.
        TimeoutError: as the socket is set.
    """
    room = socket.CMSG_SPACE(MAX_DESCRIPTORS * 4)
    try:
        packet, ancillary, _, _ = connection.recvmsg(
            PACKET_BYTES + 1, room, socket.MSG_CMSG_CLOEXEC
        )
    except ConnectionError:
        raise Closed from None
    if not packet:
        raise Closed
    descriptors = array.array("i")
    for _, _, data in ancillary:
        descriptors.frombytes(data)
    received = descriptors.tolist()
    payload = memoryview(packet)[1:]
    if packet[:1] == _IN_FILE:
        payload = memoryview(contents(received.pop(0)))
    end = 4 + int.from_bytes(payload[:4], "little")
    return json.loads(bytes(payload[4:end])), payload[end:], received


def memory_file(name: str, data: bytes = b"") -> int:
    """Make a file in memory that holds ``data``; the descriptor is at its end."""
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    return descriptor


def contents(descriptor: int) -> bytes:
    """Return a whole file's bytes and close it."""
    try:
        size = os.fstat(descriptor).st_size
        return os.pread(descriptor, size, 0) if size else b""
    finally:
        os.close(descriptor)


def _send(
    connection: socket.socket, packet: bytes, descriptors: "tuple[int, ...] | list[int]"
) -> None:
    try:
        socket.send_fds(connection, [packet], list(descriptors))
    except ConnectionError:
        raise Closed from None

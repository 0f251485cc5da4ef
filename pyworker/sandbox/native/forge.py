"""A process that forks the runners, so that the guard never does.

After a fork each page that either side writes to is copied, some 3 microseconds each on a virtual
machine: for a guard, which does more than fork, that was a quarter of all that a run cost. The
forge does nothing else, so it has few pages to write to, and those of the guard stay its own.

It is forked by the guard before the box has a pid namespace, and then enters that namespace for its
children alone, as the guard does: no program can see it. What it forks are the guard's children
(CLONE_PARENT), whom the guard waits for.
"""

import gc
import os
import signal
import socket

from pyworker.sandbox.native import frames, house, syscalls
from pyworker.sandbox.native.birth import fork_sibling
from pyworker.sandbox.native.runner import live

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyworker.sandbox.native.launch import Launcher

_NUMBER_BYTES = 8


class Forge:
    """The guard's side."""

    def __init__(self, launcher: "Launcher") -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if not os.fork():
            self._requests.close()
            _tend(launcher, theirs)
        theirs.close()

    def open(self, namespace: int) -> None:
        """Let it work, once the box's pid namespace is there."""
        frames.send(self._requests, {}, (), [namespace])

    def order(self, descriptors: "list[int]") -> None:
        """Ask for a runner with these descriptors: orders, news, stdout, stderr."""
        socket.send_fds(self._requests, [b"r"], descriptors)

    def delivered(self) -> int:
        """Return the pid of the runner that was ordered; -1 where the kernel refused it."""
        return int.from_bytes(self._requests.recv(_NUMBER_BYTES), "little", signed=True)


def _tend(launcher: "Launcher", requests: socket.socket) -> None:
    try:
        syscalls.die_with_parent(signal.SIGKILL)
        _, _, (namespace,) = frames.receive(requests)
        syscalls.bear_into(namespace)
        house.settle()
        # Looking for garbage would write to every page that has objects.
        gc.collect()
        gc.freeze()
        gc.disable()
        while True:
            _fork_one(launcher, requests)
    except (frames.Closed, OSError):
        os._exit(0)


def _fork_one(launcher: "Launcher", requests: socket.socket) -> None:
    asked, received, _, _ = socket.recv_fds(requests, 1, 4)
    if not asked:
        raise frames.Closed
    pid, born = fork_sibling(launcher.account.nursery)
    if not pid:
        orders, say, *outputs = received
        from_guard = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, fileno=orders)
        live(launcher, born, from_guard, say, (outputs[0], outputs[1]))
    requests.send(pid.to_bytes(_NUMBER_BYTES, "little", signed=True))
    for descriptor in received:
        os.close(descriptor)

"""From the guard to the program: runners, and what they are told.

A runner is forked before it is wanted, while the guard has nothing to do: what a fork of Python
costs is over when a command comes.
"""

import contextlib
import os
import resource
import socket
import time

from pyworker.sandbox.native import frames, syscalls
from pyworker.sandbox.native.birth import fork_into
from pyworker.sandbox.native.runner import END, live
from pyworker.sandbox.native.syscalls import CLONE_NEWCGROUP, Filter
from pyworker.sandbox.native.watch import Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyworker.sandbox.native.cgroups.account import Account
    from pyworker.sandbox.native.forge import Forge

THREAD_STACK_BYTES = 64 << 20


class LaunchFailed(Exception):
    """A step before the program's own was refused."""


class CannotExecute(Exception):
    """The program itself cannot be executed: missing, not executable, not of this machine."""


class Launcher:
    """What all programs of a box have in common.

    ``user`` is who a program becomes, as (uid, gid), or None to stay who we are.
    """

    def __init__(
        self,
        account: "Account",
        program: bytes,
        user: "tuple[int, int] | None",
        namespaces: bool,
    ) -> None:
        self.account = account
        self._filter = Filter(program)
        self._user = user
        self._namespaces = namespaces

    def give_up_rights(self) -> None:
        """Leave this process what a program may have, and the account's descriptors.

        What the guard can live with as well it has given up already; it costs no run anything.
        """
        os.setsid()
        if self._namespaces:
            syscalls.unshare(CLONE_NEWCGROUP)
        if self._user is not None:
            uid, gid = self._user
            os.setgroups([])
            os.setresgid(gid, gid, gid)
            os.setresuid(uid, uid, uid)
        syscalls.keep_capabilities()
        self._filter.install()


class Birth:
    """When a program executed (monotonic), and what was charged to its account before."""

    __slots__ = ("executed_at", "own_s")

    def __init__(self, own_s: float, executed_at: float) -> None:
        self.own_s = own_s
        self.executed_at = executed_at


class Runner:
    """A process that will be the next program."""

    def __init__(self, launcher: Launcher, forge: "Forge | None") -> None:
        self.stdout, self.stderr = Stream(), Stream()
        self._guard, orders = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._news, say = os.pipe()
        os.set_blocking(self._news, False)
        self._said = b""
        self._heard = False
        self._started = False
        self._pid = 0
        self._forge = forge
        outputs = (self.stdout.writer, self.stderr.writer)
        if forge is not None:
            forge.order([orders.fileno(), say, *outputs])
        else:
            self._pid, born = fork_into(launcher.account.nursery)
            if not self._pid:
                self._guard.close()
                live(launcher, born, orders, say, outputs)
        orders.close()
        os.close(say)
        self.stdout.close_writer()
        self.stderr.close_writer()

    @property
    def pid(self) -> int:
        """The process's number, by which it is waited for.

        Raises:
            LaunchFailed: it could not be forked.
        """
        if not self._pid and self._forge is not None:
            self._pid = self._forge.delivered()
        if self._pid <= 0:
            raise LaunchFailed("fork: refused")
        return self._pid

    def was_forked(self) -> bool:
        """Say whether there is a process; it may be that the kernel refused it."""
        try:
            return self.pid > 0
        except LaunchFailed:
            return False

    def start(self, order: "dict[str, Any]", stdin: int) -> int:
        """Become the program: ``order`` has argv, environment, folder and limits.

        Returns:
            Its pid. Whether it executes is known later: waiting for that would cost a short
            program as much as it runs.
        """
        pid = self.pid
        self._birth = Birth(0.0, time.monotonic())
        frames.send(self._guard, order, (), [stdin])
        self._started = True
        return pid

    def birth(self) -> Birth:
        """Return what is known by now of the moment when the program executed."""
        if not self._heard:
            self._listen()
            told, end, _ = self._said.partition(END)
            if end:
                own_s, executed_at = told.split()
                self._birth = Birth(float(own_s), float(executed_at))
                self._heard = True
        return self._birth

    def refuse_failed(self) -> None:
        """Say why there was no program, once the process has ended.

        Raises:
            CannotExecute: with the kernel's words.
            LaunchFailed: names the step that was refused.
        """
        self._listen()
        step, _, words = self._said.rpartition(END)[2].decode().partition(":")
        if step:
            raise (CannotExecute if step == "execute" else LaunchFailed)(f"{step}: {words}")

    def _listen(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while said := os.read(self._news, 512):
                self._said += said

    def close(self) -> None:
        """Close what is the guard's; a process that was not started ends by it."""
        self._guard.close()
        if not self._started and self.was_forked():
            os.waitpid(self.pid, 0)
        os.close(self._news)
        self.stdout.close()
        self.stderr.close()


def resource_limits(asked: "dict[str, float]", charged: bool) -> "list[tuple[int, int]]":
    """Translate limits to this process's kind; ``charged`` where an account limits memory."""
    memory = int(asked["memory_bytes"])
    limits = [
        # Not 0: to a program that the machine pipes its cores into, 0 is no limit (core(5)).
        (resource.RLIMIT_CORE, 1),
        (resource.RLIMIT_CPU, int(asked["cpu_s"]) + 2),  # a backstop: whole seconds, a process
        (resource.RLIMIT_FSIZE, int(asked["file_bytes"])),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NICE, 0),
        (resource.RLIMIT_NOFILE, int(asked["open_files"])),
        (resource.RLIMIT_RTPRIO, 0),
        # Of the first thread; for the others the C library reserves as many addresses each.
        (resource.RLIMIT_STACK, memory if charged else min(memory, THREAD_STACK_BYTES)),
    ]
    if not charged:
        # Two processes of the box are not the program's.
        limits.append((resource.RLIMIT_NPROC, int(asked["processes"]) + 2))
        # Of addresses: libraries and stacks of threads reserve more than they use, and at half of
        # it a program must be able to get past its limit, or nobody could tell that it would have.
        limits.append((resource.RLIMIT_AS, 2 * memory + int(asked["reserved_bytes"])))
    return [(kind, _allowed(kind, value)) for kind, value in limits]


def _allowed(kind: int, value: int) -> int:
    _, most = resource.getrlimit(kind)
    return value if most == resource.RLIM_INFINITY else min(value, most)

"""Pid 1 of a box: it mounts the box's /proc, gathers orphans, and kills everybody when asked."""

import os
import select
import signal
import time

from pyworker.sandbox.native import syscalls
from pyworker.sandbox.native.syscalls import MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY

# What shows or touches the machine; those that a kernel has not are left out.
HIDDEN_FILES = (
    "kcore", "keys", "key-users", "kmsg", "kallsyms", "kpagecount", "kpageflags", "sched_debug",
    "sysrq-trigger", "timer_list", "timer_stats", "latency_stats",
)  # fmt: skip
HIDDEN_FOLDERS = ("acpi", "asound", "bus", "driver", "fs", "irq", "scsi", "tty")

SWEEP_S = 10.0


class InitLost(Exception):
    """Pid 1 does not answer; the box cannot be used again."""


class Init:
    """The guard's side: fork it once the pid namespace is there, then ``sweep`` after each run.

    ``namespace`` is a descriptor of that namespace.
    """

    def __init__(self, proc: str) -> None:
        asked, self._ask = os.pipe()
        self._answers, answer = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _be_init(asked, answer, proc)
        os.close(asked)
        os.close(answer)
        # Of the guard's children; it is there since the first of them is.
        self.namespace = os.open("/proc/self/ns/pid_for_children", os.O_RDONLY | os.O_CLOEXEC)
        self.has_proc = self._hear() == b"p"

    def sweep(self) -> None:
        """Kill every process of the box but pid 1, and return when all are gone."""
        os.write(self._ask, b"k")
        self._hear()

    def _hear(self) -> bytes:
        ready, _, _ = select.select([self._answers], [], [], SWEEP_S)
        said = os.read(self._answers, 1) if ready else b""
        if not said:
            raise InitLost("pid 1 of the box does not answer")
        return said


def _be_init(asked: int, answer: int, proc: str) -> None:
    try:
        _live(asked, answer, proc)
    finally:
        os._exit(0)


def _live(asked: int, answer: int, proc: str) -> None:
    syscalls.die_with_parent(signal.SIGKILL)
    # Where the program is of the same user: its /proc/1 is then none of the program's business.
    syscalls.forbid_tracing()
    # A signal without a handler does not reach pid 1 from within. Orphans that die are gone.
    for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN)
    for descriptor in range(3):
        os.dup2(os.open("/dev/null", os.O_RDWR), descriptor)
    first, last = sorted((asked, answer))
    os.closerange(3, first)
    os.closerange(first + 1, last)
    os.closerange(last + 1, 1 << 20)
    os.write(answer, b"p" if _mount_proc(proc) else b"-")
    syscalls.keep_capabilities(syscalls.CAP_KILL)
    while os.read(asked, 1):
        _kill_all()
        os.write(answer, b"k")


def _kill_all() -> None:
    while True:
        try:
            # All at once: a fork that is under way fails, or its child is killed as well.
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return
        try:
            os.waitpid(-1, 0)  # with SIGCHLD ignored it returns when there are no children left
        except ChildProcessError:
            # A killed parent may not have handed its children over yet.
            time.sleep(0.0002)


def _mount_proc(proc: str) -> bool:
    """Mount it read-only; it fails in a container whose own /proc has parts hidden."""
    try:
        syscalls.mount("proc", proc, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    except OSError:
        return False
    for name in HIDDEN_FILES:
        if os.path.exists(f"{proc}/{name}"):
            syscalls.mount("/dev/null", f"{proc}/{name}", "", MS_BIND)
            syscalls.make_read_only(f"{proc}/{name}")
    for name in HIDDEN_FOLDERS:
        if os.path.isdir(f"{proc}/{name}"):
            syscalls.mount("none", f"{proc}/{name}", "tmpfs", MS_RDONLY, "size=0,nr_inodes=1")
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY
    syscalls.mount("none", proc, "", flags | MS_BIND | syscalls.MS_REMOUNT)
    return True

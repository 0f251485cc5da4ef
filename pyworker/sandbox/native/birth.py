"""A fork that is born inside a group of version 2.

To move a process there takes milliseconds (see ``cgroups``); to be born there (clone3(2), Linux
5.7) takes none of it. Python has no such fork, so here it is the bare system call. What ``os.fork``
does besides, and why a guard can do without; it has one thread, and its signals are Python's own:

- The import lock, the interpreter's lock and those of malloc and stdio: nobody else can hold one
  at that moment. The interpreter's stays ours, on both sides, since ``PyDLL`` does not let it go.
- Hooks of ``os.register_at_fork`` and ``pthread_atfork``: a guard loads nobody who has some.
- Signals that wait for Python to see them are seen on both sides.
- The C library's idea of the thread's own number (gettid) stays the parent's in the child.
  It is used by pthread_kill, pthread_getcpuclockid and such, by mutexes that know their owner
  (they agree with themselves), by setresuid and setgroups where there are threads to tell, and by
  raise and abort of musl. The child calls none of these before it executes: sched_setaffinity,
  prctl, setrlimit and clocks go by 0 or by getpid, which asks the kernel. Its new program begins
  anew. Robust mutexes, which the kernel forgets at a fork, are not in use.
"""

import ctypes
import os
import signal

_CLONE3 = 435  # the same number on every architecture
_CLONE_PARENT, _CLONE_INTO_CGROUP = 0x00008000, 0x200000000
_FIELDS = (
    "flags", "pidfd", "child_tid", "parent_tid", "exit_signal", "stack", "stack_size", "tls",
    "set_tid", "set_tid_size", "cgroup",
)  # fmt: skip

_python = ctypes.PyDLL(None)
_python.syscall.restype = ctypes.c_long


class _CloneArguments(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in _FIELDS]


def fork_into(group: int | None) -> tuple[int, bool]:
    """Fork, the child inside a group where the kernel allows that.

    Args:
        group: a descriptor of its folder; None for a fork as any other.

    Returns:
        The child's pid, 0 in the child; and whether it was born inside. It was not where the kernel
        refuses: older than 5.7, a container's filter (ENOSYS), rights, a limit on processes.
    """
    if group is not None:
        pid = _clone(_CLONE_INTO_CGROUP, signal.SIGCHLD, group)
        if pid >= 0:
            return pid, True
    return os.fork(), False


def fork_sibling(group: int | None) -> tuple[int, bool]:
    """Fork a child of this process's parent, inside a group where the kernel allows that.

    Returns:
        As ``fork_into``; a pid of -1 where the kernel or a container's filter refuses it.
    """
    # The signal at its end is that of this process, as its parent's child.
    if group is not None:
        pid = _clone(_CLONE_PARENT | _CLONE_INTO_CGROUP, 0, group)
        if pid >= 0:
            return pid, True
    return _clone(_CLONE_PARENT, 0, 0), False


def _clone(flags: int, exit_signal: int, group: int) -> int:
    arguments = _CloneArguments(flags=flags, exit_signal=exit_signal, cgroup=group)
    size = ctypes.c_size_t(ctypes.sizeof(arguments))
    return int(_python.syscall(ctypes.c_long(_CLONE3), ctypes.byref(arguments), size))

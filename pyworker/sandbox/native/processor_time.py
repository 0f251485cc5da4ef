"""How much processor time a run used and waited for, where no account of the kernel tells."""

import os
import time

# Linux's clock of one process and all its threads (CPUCLOCK_SCHED).
_PROCESS_CLOCK = 2
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def of_process(pid: int) -> float:
    """Return the seconds of one process with its threads, exact; 0 when it is gone."""
    try:
        return time.clock_gettime((~pid << 3) | _PROCESS_CLOCK)
    except OSError:
        return 0.0


def of_box() -> float:
    """Return the seconds of all processes of this box's /proc, and of those they waited for.

    In whole ticks of 10 ms; who died without being waited for is not in it.
    """
    return sum(_used(name) for name in _processes())


def waited_for_by_process(pid: int) -> float:
    """Return the seconds that a process's first thread wanted to run and got no core."""
    # The second number of three; the kernel need not keep them (CONFIG_SCHED_INFO).
    fields = _read(f"/proc/{pid}/schedstat").split()
    return int(fields[1]) / 1e9 if len(fields) > 1 else 0.0


def waited_for_in_box() -> float:
    """Return the same of all processes of this box's /proc together."""
    return sum(waited_for_by_process(pid) for pid in _processes())


def _processes() -> "list[int]":
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def _used(pid: int) -> float:
    # Behind the program's name, which may hold anything: utime, stime, cutime, cstime.
    fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return sum(int(field) for field in fields[11:15]) * _TICK_S


def _read(path: str) -> bytes:
    """Return what a file of /proc holds; nothing, if its process is gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(descriptor, 4096)
    except ProcessLookupError:
        return b""
    finally:
        os.close(descriptor)

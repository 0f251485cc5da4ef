"""How much processor time a run has used, where no account of the kernel's tells."""

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
    return sum(_of_entry(name) for name in os.listdir("/proc") if name.isdigit() and name != "1")


def _of_entry(name: str) -> float:
    try:
        descriptor = os.open(f"/proc/{name}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return 0.0
    try:
        # Behind the program's name, which may hold anything: utime, stime, cutime, cstime.
        fields = os.read(descriptor, 4096).rpartition(b")")[2].split()
    except ProcessLookupError:
        return 0.0
    finally:
        os.close(descriptor)
    return sum(int(field) for field in fields[11:15]) * _TICK_S

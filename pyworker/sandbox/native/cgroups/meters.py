"""What one controller limits and counts, over descriptors of its files.

Imports nothing but os, since the process that guards a box loads it. Each takes a descriptor of the
group's folder and keeps its own of the files: the folder's path may be out of sight later.
"""

import os

# Left by earlier runs and not used any more; less than this is not worth the reading from disk
# that dropping it costs the next run.
LEFT_BYTES = 32 << 20
ABSENT = -1


class Files:
    """Descriptors of a group's files."""

    def __init__(self, folder: int) -> None:
        self._folder = folder
        self._opened: list[int] = []

    def open(self, name: str, flags: int = os.O_RDONLY) -> int:
        """Open a file of the folder; it is closed at exec."""
        descriptor = os.open(name, flags | os.O_CLOEXEC, dir_fd=self._folder)
        self._opened.append(descriptor)
        return descriptor

    def open_if_there(self, name: str, flags: int = os.O_RDONLY) -> int:
        """Open a file that not every kernel has, or not for us; ``ABSENT`` then."""
        try:
            return self.open(name, flags)
        except (FileNotFoundError, PermissionError):
            return ABSENT

    def close(self) -> None:
        for descriptor in self._opened:
            os.close(descriptor)
        self._opened.clear()


class Cpu(Files):
    """CPU time of cpuacct (version 1), in nanoseconds."""

    def __init__(self, folder: int) -> None:
        super().__init__(folder)
        self._usage = self.open("cpuacct.usage")
        self._before = 0

    def renew(self) -> None:
        self._before = number(self._usage)

    def seconds(self) -> float:
        return (number(self._usage) - self._before) / 1e9


class CpuStat(Files):
    """CPU time of version 2, in microseconds; every group has it, whatever controllers are on."""

    def __init__(self, folder: int) -> None:
        super().__init__(folder)
        self._stat = self.open("cpu.stat")
        self._before = 0

    def renew(self) -> None:
        self._before = named(self._stat, b"usage_usec")

    def seconds(self) -> float:
        return (named(self._stat, b"usage_usec") - self._before) / 1e6


class Pids(Files):
    """The limit on processes and threads; both versions have the same files."""

    def __init__(self, folder: int) -> None:
        super().__init__(folder)
        self._max = self.open("pids.max", os.O_WRONLY)
        self._events = self.open("pids.events")
        self._current = self.open("pids.current")
        self._limit = self._before = 0

    def begin(self, processes: int) -> None:
        if processes != self._limit:
            os.write(self._max, b"%d" % processes)
            self._limit = processes
        self._before = named(self._events, b"max")

    def refused(self) -> int:
        return named(self._events, b"max") - self._before

    def none_left(self) -> bool:
        """Say whether all that were inside are dead and waited for."""
        return number(self._current) == 0


class Memory(Files):
    """The limit on memory and swap, and its peak; what the two versions have in common.

    Pages that earlier runs brought into the page cache stay charged to the group. They are taken
    off the peak, unless the limit was hit: the kernel drops them first then. What is used between
    two runs may also be a dead process's that the kernel has not freed yet, and what is used at the
    begin is also the waiting process's: the least of these two and of what is used afterwards is
    taken off.
    """

    measures = resets = True
    usage = peak_file = ABSENT

    def __init__(self, folder: int) -> None:
        super().__init__(folder)
        self._limit = self._left = self._oom_before = self._hits_before = 0

    def renew(self) -> None:
        """Give back what earlier runs left, where it is much; a group without processes."""
        self._left = number(self.usage)
        if self._left > LEFT_BYTES:
            self.drop()
            self._left = number(self.usage)

    def begin(self, limit: int) -> None:
        """Set a limit in bytes and start counting; a group with nobody but who waits."""
        if limit != self._limit:
            self.set_limit(limit, self._limit)
            self._limit = limit
        self.reset_peak()
        self._left = min(self._left, number(self.usage))
        self._oom_before, self._hits_before = self.oom_kills_ever(), self.hits()

    def peak(self) -> int:
        """Return the most bytes at once since ``begin``."""
        peak = number(self.peak_file)
        if self.hits() > self._hits_before:
            return peak
        return max(0, peak - min(self._left, number(self.usage)))

    def oom_kills(self) -> int:
        return self.oom_kills_ever() - self._oom_before

    def drop(self) -> None:
        """Give back what earlier runs left."""
        raise NotImplementedError

    def set_limit(self, limit: int, before: int) -> None:
        """Limit memory and swap together; ``before`` is 0 where none was set."""
        raise NotImplementedError

    def reset_peak(self) -> None:
        """Let the peak begin at what is used now."""
        raise NotImplementedError

    def oom_kills_ever(self) -> int:
        """Return how many processes were killed since the group was made."""
        raise NotImplementedError

    def hits(self) -> int:
        """Return how often the limit was hit since the group was made."""
        raise NotImplementedError


class Memory1(Memory):
    """Version 1. What memory and swap come to together is limited where swap is accounted."""

    def __init__(self, folder: int) -> None:
        super().__init__(folder)
        self.usage = self.open("memory.usage_in_bytes")
        self.peak_file = self.open("memory.max_usage_in_bytes", os.O_RDWR)
        self._max = self.open("memory.limit_in_bytes", os.O_WRONLY)
        self._with_swap = self.open_if_there("memory.memsw.limit_in_bytes", os.O_WRONLY)
        self._failures = self.open("memory.failcnt")
        self._oom = self.open("memory.oom_control")
        self._empty = self.open("memory.force_empty", os.O_WRONLY)

    def drop(self) -> None:
        os.write(self._empty, b"0")

    def set_limit(self, limit: int, before: int) -> None:
        # The limit with swap may never be the lower of the two, not even in between.
        order = [self._max, self._with_swap]
        if before and limit > before:
            order.reverse()
        for file in order:
            if file != ABSENT:
                os.write(file, b"%d" % limit)

    def reset_peak(self) -> None:
        os.write(self.peak_file, b"0")

    def oom_kills_ever(self) -> int:
        return named(self._oom, b"oom_kill")

    def hits(self) -> int:
        return number(self._failures)


class Memory2(Memory):
    """Version 2; swap is off, and out of memory the kernel kills the whole group.

    ``measures`` and ``resets`` say what memory.peak can do: it came with Linux 5.19, its reset (by
    writing, for that one descriptor) with 6.12.
    """

    def __init__(self, folder: int) -> None:
        super().__init__(folder)
        self.usage = self.open("memory.current")
        self.peak_file = self.open_if_there("memory.peak", os.O_RDWR)
        self.resets = self.peak_file != ABSENT and accepts(self.peak_file, b"reset")
        if not self.resets:
            self.peak_file = self.open_if_there("memory.peak")
        self.measures = self.peak_file != ABSENT
        self._max = self.open("memory.max", os.O_WRONLY)
        self._events = self.open("memory.events")
        self._reclaim = self.open_if_there("memory.reclaim", os.O_WRONLY)
        for name, value in (("memory.swap.max", b"0"), ("memory.oom.group", b"1")):
            file = self.open_if_there(name, os.O_WRONLY)
            if file != ABSENT:
                os.write(file, value)

    def drop(self) -> None:
        if self._reclaim != ABSENT:
            # Refused (EAGAIN) where less than that could be given back.
            accepts(self._reclaim, b"%d" % number(self.usage))

    def set_limit(self, limit: int, before: int) -> None:
        os.write(self._max, b"%d" % limit)

    def reset_peak(self) -> None:
        if self.resets:
            os.write(self.peak_file, b"reset")

    def oom_kills_ever(self) -> int:
        return named(self._events, b"oom_kill")

    def hits(self) -> int:
        return named(self._events, b"max")


def accepts(file: int, value: bytes) -> bool:
    """Write to a control file; False where the kernel refuses it."""
    try:
        os.write(file, value)
    except OSError:
        return False
    return True


def number(file: int) -> int:
    """Return the number that a control file holds."""
    return int(os.pread(file, 32, 0))


def named(file: int, name: bytes) -> int:
    """Return the number after a name, in a control file of such lines; 0 where it is not named."""
    for line in os.pread(file, 4096, 0).splitlines():
        key, _, value = line.partition(b" ")
        if key == name:
            return int(value)
    return 0

"""The account of one run at a time, as the process that guards a box keeps it.

Imports nothing but os and ``meters``, since that process is to stay tiny.
"""

import os

from pyworker.sandbox.native.cgroups.meters import (
    ABSENT,
    Cpu,
    CpuStat,
    Files,
    Memory,
    Memory1,
    Memory2,
    Pids,
    accepts,
)

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# The process that waits to be the program lives within the limit too: at less it would be killed.
LEAST_BYTES = 4 << 20


class Account:
    """No control groups: limits nothing and knows nothing.

    Attributes:
        kinds: where CPU time and memory of a run come from, in the words of ``Mode``: the account,
            or what the kernel tells of processes that were waited for.
        lasting: whether its descriptors are the same for every run.
    """

    kinds = ("rusage", "max-rss")
    lasting = True

    def renew(self) -> None:
        """Between two runs: give back what the last one left, and start to count CPU time.

        No process may be inside; the one that will be the next program enters after this.
        """

    @property
    def nursery(self) -> int | None:
        """The group that the process may be born in, for ``fork_into``; None to ``enter`` it."""
        return None

    def enter(self, born: bool) -> None:
        """Move the calling process, which has one thread, inside; all it forks will be there.

        Args:
            born: it was born in ``nursery``.
        """

    def begin(self, memory_bytes: int, processes: int) -> None:
        """Set a run's limits and start to count memory, with the process waiting inside.

        Args:
            memory_bytes: of all processes together, with page cache and tmpfs that they fill;
                ``LEAST_BYTES`` where it is less.
            processes: and threads, at once.

        Raises:
            OSError: the kernel refused it.
        """

    def cpu_s(self) -> float | None:
        """Return the seconds of CPU since ``renew``, of all processes, dead or alive.

        Of a process that runs just now, up to a tick (1 to 10 ms) is still missing.
        """
        return None

    def peak_bytes(self) -> int | None:
        """Return the most memory at once since ``begin``, within about 2 MiB; None: unknown.

        The kernel charges in steps, and frees what a dead process had a moment later. A program
        that needs less than the process that waited for it is told to have used what that had.
        """
        return None

    def oom_kills(self) -> int:
        """Return how many were killed for want of memory, be it here or on the whole machine."""
        return 0

    def forks_refused(self) -> int:
        """Return how many processes and threads were over the limit on their number."""
        return 0

    def none_left(self) -> bool:
        """Say whether all that were inside are dead and waited for; False where that is unknown."""
        return False

    def close(self) -> None:
        """Close all descriptors."""


class GroupAccount(Account):
    """The account of one group in each hierarchy, by descriptors of its folders."""

    def __init__(self, folders: dict[str, int]) -> None:
        self.memory = _memory(folders)
        self._pids = _pids(folders)
        self._cpu = _cpu(folders)
        self._doors = Doors(folders)
        self._measures = self.memory is not None and self.memory.measures
        self.kinds = (
            "cgroup" if self._cpu else "rusage",
            "cgroup-peak" if self._measures else "max-rss",
        )

    def renew(self) -> None:
        if self.memory:
            self.memory.renew()
        if self._cpu:
            self._cpu.renew()

    @property
    def nursery(self) -> int | None:
        return self._doors.nursery

    def enter(self, born: bool) -> None:
        self._doors.enter(born)

    def begin(self, memory_bytes: int, processes: int) -> None:
        if self._pids:
            self._pids.begin(processes)
        if self.memory:
            self.memory.begin(max(memory_bytes, LEAST_BYTES))

    def cpu_s(self) -> float | None:
        return self._cpu.seconds() if self._cpu else None

    def peak_bytes(self) -> int | None:
        return self.memory.peak() if self.memory and self._measures else None

    def oom_kills(self) -> int:
        return self.memory.oom_kills() if self.memory else 0

    def forks_refused(self) -> int:
        return self._pids.refused() if self._pids else 0

    def none_left(self) -> bool:
        return self._pids.none_left() if self._pids else False

    def close(self) -> None:
        for files in (self.memory, self._pids, self._cpu, self._doors):
            if files:
                files.close()


class FreshAccount(Account):
    """A new group below ours for every run: for kernels that cannot reset memory.peak.

    The folders' descriptors become this account's.
    """

    lasting = False

    def __init__(self, folders: dict[str, int], kinds: tuple[str, str]) -> None:
        self.kinds = kinds
        self._folders = folders
        self._runs = 0
        self._old: list[str] = []
        control = Files(folders["v2"])
        for controller in (b"+memory", b"+pids"):
            accepts(control.open("cgroup.subtree_control", os.O_WRONLY), controller)
        control.close()
        self._run = self._fresh()

    def renew(self) -> None:
        self._run.close()
        self._remove_old()
        self._run = self._fresh()

    @property
    def nursery(self) -> int | None:
        return self._run.nursery

    def enter(self, born: bool) -> None:
        self._run.enter(born)

    def begin(self, memory_bytes: int, processes: int) -> None:
        self._run.begin(memory_bytes, processes)

    def _fresh(self) -> Account:
        self._runs += 1
        name = f"run-{self._runs}"
        os.mkdir(name, dir_fd=self._folders["v2"])
        self._old.append(name)
        folder = os.open(name, FOLDER, dir_fd=self._folders["v2"])
        try:
            return GroupAccount(self._folders | {"v2": folder})
        finally:
            os.close(folder)

    def cpu_s(self) -> float | None:
        return self._run.cpu_s()

    def peak_bytes(self) -> int | None:
        return self._run.peak_bytes()

    def oom_kills(self) -> int:
        return self._run.oom_kills()

    def forks_refused(self) -> int:
        return self._run.forks_refused()

    def none_left(self) -> bool:
        return self._run.none_left()

    def close(self) -> None:
        self._run.close()
        self._remove_old()
        for folder in self._folders.values():
            os.close(folder)

    def _remove_old(self) -> None:
        for name in self._old[:]:
            try:
                os.rmdir(name, dir_fd=self._folders["v2"])
            except OSError:
                continue  # something is still dying in it: with the next run
            self._old.remove(name)


class Doors(Files):
    """Where processes go in.

    Attributes:
        nursery: the folder of version 2's group, for processes to be born in; None without.
    """

    def __init__(self, folders: dict[str, int]) -> None:
        super().__init__(ABSENT)
        self.nursery: int | None = None
        self._doors: list[int] = []
        self._door_2 = ABSENT
        for name, folder in folders.items():
            self._folder = folder
            if name == "v2":
                self.nursery = self.open(".", FOLDER)
                self._door_2 = self.open("cgroup.procs", os.O_WRONLY)
            else:
                # One thread's move, by tasks, waits for no other process; version 2 has none such.
                self._doors.append(self.open("tasks", os.O_WRONLY))

    def enter(self, born: bool) -> None:
        doors = self._doors if born or self._door_2 == ABSENT else [*self._doors, self._door_2]
        for door in doors:
            os.write(door, b"0")


def open_account(folders: dict[str, str]) -> Account:
    """Open the account of a group while its folders can be seen.

    Args:
        folders: ``Group.folders``: paths by controller of version 1, and by 'v2'; empty where there
            are no groups.

    Raises:
        OSError: a folder or a file of it is gone, or not ours.
    """
    if not folders:
        return Account()
    held = {name: os.open(path, FOLDER) for name, path in folders.items()}
    account = GroupAccount(held)
    memory = account.memory
    if memory is not None and memory.measures and not memory.resets:
        account.close()
        return FreshAccount(held, account.kinds)
    for folder in held.values():
        os.close(folder)
    return account


def _memory(folders: dict[str, int]) -> Memory | None:
    if "memory" in folders:
        return Memory1(folders["memory"])
    return Memory2(folders["v2"]) if _has(folders, "memory.max") else None


def _pids(folders: dict[str, int]) -> Pids | None:
    if "pids" in folders:
        return Pids(folders["pids"])
    return Pids(folders["v2"]) if _has(folders, "pids.max") else None


def _cpu(folders: dict[str, int]) -> Cpu | CpuStat | None:
    if "cpuacct" in folders:
        return Cpu(folders["cpuacct"])
    return CpuStat(folders["v2"]) if "v2" in folders else None


def _has(folders: dict[str, int], file: str) -> bool:
    return "v2" in folders and file in os.listdir(folders["v2"])

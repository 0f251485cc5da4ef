"""The port between those who have a program run and the sandbox that runs it.

A program that fails is a value, a ``Run``. A sandbox that fails is an exception, ``SandboxFailed``:
nothing that a program does may raise it.
"""

import mmap
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from pyworker.errors import PyworkerError

MIB = 1 << 20


class SandboxFailed(PyworkerError):
    """The sandbox could not do its work: not the program's doing; to be tried again."""


class SandboxUnavailable(PyworkerError):
    """This machine gives too little to run untrusted code; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use.

    Attributes:
        cpu_s: processor time, of all its processes and threads together.
        wall_s: time on the clock.
        memory_bytes: of all its processes together, with what it writes to the box's disk.
        stdout_bytes: more ends the run; so does more than ``stderr_bytes``.
        file_bytes: of each file that it writes.
        disk_bytes: of all its files together, in at most ``disk_files`` files and folders.
        processes: processes and threads at once.
        open_files: descriptors of a process.
        reserved_bytes: addresses that a runtime reserves and does not use. Only where no cgroup
            limits memory: there it is limited by addresses.
    """

    cpu_s: float = 2.0
    wall_s: float = 7.0
    memory_bytes: int = 256 * MIB
    stdout_bytes: int = 8 * MIB
    stderr_bytes: int = MIB
    file_bytes: int = 16 * MIB
    disk_bytes: int = 64 * MIB
    disk_files: int = 4096
    processes: int = 64
    open_files: int = 256
    reserved_bytes: int = 64 * MIB


@dataclass(frozen=True, slots=True)
class File:
    """A file of the box: a relative name, and its bytes or a descriptor to copy them from."""

    name: str
    content: bytes | int
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One program to run; no shell reads any of it.

    Attributes:
        argv: the program as a path of the box, and its arguments. The working folder has ``files``.
        stdin: a descriptor, read from its position on; None gives an empty input.
        environment: all of it; nothing is inherited.
        take: patterns (fnmatch) of files in the working folder to bring out afterwards: regular
            files only, of one name each, ``take_bytes`` together.
    """

    argv: tuple[str, ...]
    limits: Limits
    stdin: int | None = None
    files: tuple[File, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    take: tuple[str, ...] = ()
    take_bytes: int = 64 * MIB


class Ended(StrEnum):
    """What ended a run. Where several things would have, the first of this list that did."""

    OUTPUT = "output-limit"
    MEMORY = "memory-limit"
    CPU = "cpu-limit"
    IDLE = "idle"
    WALL = "wall-limit"
    SYSCALL = "refused-syscall"
    PROCESSES = "process-limit"
    SIGNAL = "signal"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Output:
    """What a program wrote to one stream, up to the stream's limit.

    ``truncated`` when it wrote more than is here.
    """

    data: bytes | mmap.mmap
    truncated: bool = False

    def __len__(self) -> int:
        return len(self.data)

    def excerpt(self, limit: int) -> bytes:
        """Return at most ``limit`` bytes and a mark: the head, and the tail where it is longer."""
        if len(self.data) <= limit:
            return bytes(self.data[:])
        half = limit // 2
        left_out = len(self.data) - 2 * half
        mark = b"\n[... %d bytes left out ...]\n" % left_out
        return bytes(self.data[:half]) + mark + bytes(self.data[-half:] if half else b"")


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was brought out of the box."""

    name: str
    data: bytes
    executable: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What the box saw.

    Attributes:
        ended: see ``Ended``; IDLE is the wall limit with less than a tenth of it on a processor;
            the time that it waited for one does not count.
        exit_code: None unless the first process exited by itself.
        signal: its number, where the first process died by one; of ours as well (SIGKILL).
        cpu_s: of all processes, ended or not, as ``Mode.cpu_kind`` says.
        memory_bytes: the highest, as ``Mode.memory_kind`` says.
        over: the stream or 'file' that was too long, where ``ended`` is OUTPUT.
        oom_kills: processes killed for want of memory within the limit.
        forks_refused: processes and threads refused by the limit on their number.
        bytes_written: to both streams and to files of the box that are left.
        left: files of ``Command.take`` that were not brought out, each with the reason.
    """

    ended: Ended
    exit_code: int | None
    signal: int | None
    cpu_s: float
    wall_s: float
    memory_bytes: int
    stdout: Output
    stderr: Output
    over: str = ""
    oom_kills: int = 0
    forks_refused: int = 0
    bytes_written: int = 0
    taken: tuple[Taken, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mode:
    """Which layers stand between a program and this machine; recorded with every judgement.

    Attributes:
        backend: 'native'.
        namespaces: those that a box has of its own; empty where there are none.
        cgroups: 'v1', 'v2', 'hybrid' or 'none'.
        cpu_kind: where ``Run.cpu_s`` comes from: 'cgroup' or 'rusage' (waited-for processes only).
        memory_kind: 'cgroup-peak' or 'max-rss' (of the largest process).
        user: 'other' where the program's user owns nothing else, 'same' where it is the worker's.
        insecure: namespaces are missing and the operator said to go on.
        reduced: one line for each layer that is missing, and what that means.
    """

    backend: str
    namespaces: tuple[str, ...]
    cgroups: str
    cpu_kind: str
    memory_kind: str
    seccomp: bool
    user: str
    insecure: bool = False
    reduced: tuple[str, ...] = ()


class Box(Protocol):
    """One place for one run at a time, on a core of its own."""

    def run(self, command: Command) -> Run:
        """Run a program in a fresh box; its descriptors stay the caller's.

        Raises:
            SandboxFailed: for the sandbox's own faults alone.
        """


class Sandbox(Protocol):
    """Boxes, as many as cores."""

    @property
    def mode(self) -> Mode:
        """Which layers a program runs behind."""

    @property
    def boxes(self) -> int:
        """How many programs can run at once."""

    def box(self) -> AbstractContextManager[Box]:
        """Wait for a free box and hold it for the ``with`` block; any thread may."""

    def close(self) -> None:
        """End all boxes."""

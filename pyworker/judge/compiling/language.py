"""One language: how its programs are compiled and run, and what they may use."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path

from pyworker.judge.problem import MIB, Problem, ProblemLimits
from pyworker.sandbox.port import Limits

# A box sees these folders of the machine, and not who is logged in with what PATH.
FOLDERS = ("/usr/local/bin", "/usr/bin", "/bin")

# The wall limit is there for programs that wait; a busy machine must not reach it.
WALL_FACTOR = 3.0
WALL_EXTRA_S = 1.0

LEAST_HEAP_MB = 16

# What a compiler may use beside time and memory, which the problem says. Messages are cut to less
# when they are shown: a correct program with pages of warnings still compiles.
COMPILE_OUTPUT_BYTES = MIB
# Beyond the processor time. Compilers wait for disks; one that includes /proc/self/fd/1, for ever.
COMPILE_WAIT_S = 10.0
COMPILE_FILE_BYTES = 256 * MIB
COMPILE_DISK_BYTES = 512 * MIB
COMPILE_DISK_FILES = 1 << 16
COMPILE_PROCESSES = 256


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the table; docs/languages.md explains each key to those who write one.

    Attributes:
        file: the name that the source has in the box.
        compile: the compiler and its arguments; empty for a language that is run from its source.
        program: patterns of the files that make up a compiled program; the first must be there.
        check: checks the syntax of a source that is not compiled; exits with 0 if it is fine.
        version: prints what tells one compiler or interpreter from another.
        hints: a text of a compiler's message, and a sentence to add where it occurs.
        hello: a program that prints ``hello, <the word on stdin>``.
        mounts: folders of the machine (glob patterns) that boxes must see at the same path.
        package: Debian packages that have it.
    """

    name: str
    file: str
    run: tuple[str, ...]
    version: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    compile: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    header: str = ""
    compile_header: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    compile_environment: Mapping[str, str] = field(default_factory=dict)
    time_factor: float = 1.0
    time_floor_s: float = 0.0
    memory_factor: float = 1.0
    memory_extra_bytes: int = 0
    memory_floor_bytes: int = 0
    reserved_bytes: int = 64 * MIB
    processes: int = 64
    mounts: tuple[str, ...] = ()
    hints: Mapping[str, str] = field(default_factory=dict)
    package: str = ""
    hello: str = ""
    offered: bool = True

    def missing(self) -> tuple[str, ...]:
        """Name its programs that this machine does not have."""
        return tuple(name for name in sorted(set(self._programs())) if not where(name))

    def _programs(self) -> Iterator[str]:
        for argv in (self.compile, self.run, self.check, self.version):
            if argv and not argv[0].startswith("./"):
                yield argv[0]

    def extra_folders(self) -> tuple[Path, ...]:
        """Find the folders that its ``mounts`` name on this machine."""
        return tuple(Path(path) for pattern in self.mounts for path in sorted(glob(pattern)))

    def limits(self, problem: Problem) -> Limits:
        """Return what one run may use.

        Time and memory are the problem's by factor, extra and floor, or as they are where the
        problem has limits for this language. The wall limit is three times the time, and a second.
        """
        own = self._own(problem)
        given = own or problem.limits
        time_s, memory = given.time_s, given.memory_bytes
        if own is None:
            time_s = max(time_s * self.time_factor, self.time_floor_s)
            memory = int(memory * self.memory_factor) + self.memory_extra_bytes
            memory = max(memory, self.memory_floor_bytes)
        return Limits(
            cpu_s=time_s,
            wall_s=time_s * WALL_FACTOR + WALL_EXTRA_S,
            memory_bytes=memory,
            stdout_bytes=given.output_bytes,
            processes=self.processes,
            reserved_bytes=self.reserved_bytes,
        )

    def compile_limits(self, problem: Problem) -> Limits:
        """Return what compiling one submission may use."""
        given = self._own(problem) or problem.limits
        return Limits(
            cpu_s=given.compile_time_s,
            wall_s=given.compile_time_s + COMPILE_WAIT_S,
            memory_bytes=given.compile_memory_bytes,
            stdout_bytes=COMPILE_OUTPUT_BYTES,
            stderr_bytes=COMPILE_OUTPUT_BYTES,
            file_bytes=COMPILE_FILE_BYTES,
            disk_bytes=COMPILE_DISK_BYTES,
            disk_files=COMPILE_DISK_FILES,
            processes=COMPILE_PROCESSES,
            reserved_bytes=self.reserved_bytes,
        )

    def _own(self, problem: Problem) -> ProblemLimits | None:
        """Find limits that the problem has under the name of this language, or under an alias."""
        names = (self.name, *self.aliases)
        return next((problem.by_language[n] for n in names if n in problem.by_language), None)

    def compile_argv(self, include: str = "") -> tuple[str, ...]:
        """Return the compiler's command; ``include`` is the folder of a precompiled header."""
        header = (f"-I{include}",) if include else ()
        return self._expanded(self.compile, {"{flags}": self.flags, "{header}": header})

    def header_argv(self) -> tuple[str, ...]:
        """Return the command that makes ``made.gch`` from ``made.h``."""
        return self._expanded(self.compile_header, {"{flags}": self.flags})

    def check_argv(self) -> tuple[str, ...]:
        """Return the command that checks the syntax of a source."""
        return in_box(self.check)

    def version_argv(self) -> tuple[str, ...]:
        """Return the command that tells the version."""
        return in_box(self.version)

    def run_argv(self, limits: Limits) -> tuple[str, ...]:
        """Return the program's command within these limits."""
        heap = (limits.memory_bytes - self.memory_extra_bytes) // MIB
        text = str(max(heap, LEAST_HEAP_MB))
        return in_box(tuple(part.replace("{memory_mb}", text) for part in self.run))

    @staticmethod
    def _expanded(argv: tuple[str, ...], values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        return in_box(tuple(each for part in argv for each in values.get(part, (part,))))


def where(program: str) -> str | None:
    """Find a program where boxes see it: its path, or None."""
    return shutil.which(program, path=":".join(FOLDERS))


def in_box(argv: tuple[str, ...]) -> tuple[str, ...]:
    """Write the program of a command as a path; one that is missing stays as it is."""
    if argv[0].startswith("./"):
        return argv
    return (where(argv[0]) or argv[0], *argv[1:])

"""What is asked: test cases, limits, and how an answer is checked."""

import mmap
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of test data on this machine's disk; never changed once a problem refers to it."""

    path: Path
    size: int

    def open(self) -> int:
        """Open it for one run: a descriptor with a position of its own; the caller closes it."""
        return os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)

    def map(self) -> "bytes | mmap.mmap":
        """Return its bytes without reading them all."""
        if not self.size:
            return b""
        descriptor = self.open()
        try:
            return mmap.mmap(descriptor, self.size, prot=mmap.PROT_READ)
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Case:
    """One test case; ``hidden`` shows nothing of its input or output to whom submits."""

    name: str
    input: Blob
    answer: Blob
    points: float = 1
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class CheckerChoice:
    """A built-in checker by name, and its options (see ``checkers``)."""

    name: str = "lines"
    options: Mapping[str, float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProblemLimits:
    """What a solution may use, before a language's factor and floor."""

    time_s: float = 1.0
    memory_bytes: int = 256 * MIB
    output_bytes: int = 8 * MIB
    compile_time_s: float = 60.0
    compile_memory_bytes: int = 2048 * MIB


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that can be judged.

    Attributes:
        cases: in the order in which they are judged and reported.
        by_language: limits that replace ``limits``, factor and floor included, by language name.
        stop_at_first: leave the cases behind the first that fails unjudged.
        in_order: judge one case at a time, instead of as many as there are free cores.
    """

    name: str
    cases: tuple[Case, ...]
    limits: ProblemLimits = ProblemLimits()
    by_language: Mapping[str, ProblemLimits] = field(default_factory=dict)
    checker: CheckerChoice = CheckerChoice()
    stop_at_first: bool = False
    in_order: bool = False

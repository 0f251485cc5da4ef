"""What is said of a submission: a verdict with its cause, case by case and as a whole."""

from dataclasses import dataclass
from enum import StrEnum

from pyworker.sandbox.port import Limits, Mode


class Verdict(StrEnum):
    """The judge's word; short codes inside, other words by ``words``."""

    AC = "AC"
    WA = "WA"
    PE = "PE"
    TLE = "TLE"
    MLE = "MLE"
    OLE = "OLE"
    RE = "RE"
    CE = "CE"
    IE = "IE"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, its cause for a program to read, and what the cause is about.

    ``detail`` is the signal's name, the exit code, the stream... as ``cause`` says.
    """

    verdict: Verdict
    cause: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where output and answer differ, both cut to a bounded excerpt.

    ``line`` counts from 1, in the answer.
    """

    line: int
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case; ``difference``, ``output`` and ``errors`` only where it is not hidden.

    Both streams are bounded excerpts without control characters. Times are in milliseconds.
    """

    name: str
    judged: Judged
    cpu_ms: float = 0
    wall_ms: float = 0
    memory_bytes: int = 0
    points: float = 0
    max_points: float = 0
    difference: Difference | None = None
    output: str = ""
    errors: str = ""


@dataclass(frozen=True, slots=True)
class Compilation:
    """What the compiler said: ``messages`` are cleaned and bounded; ``cached`` took no time.

    ``cause`` says why it is not ok: see ``verdict``.
    """

    ok: bool
    messages: str = ""
    cpu_ms: float = 0
    wall_ms: float = 0
    cached: bool = False
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is said of one submission.

    Attributes:
        judged: of the first case that is not AC, or of the compilation; AC otherwise.
        score: 100 times the points earned by all points, rounded.
        skipped: names of cases that were not judged: behind the first that failed, or all of them
            where it was not compiled.
    """

    judged: Judged
    score: int
    compilation: Compilation
    cases: tuple[CaseResult, ...]
    skipped: tuple[str, ...]
    mode: Mode
    limits: Limits

"""``pyworker judge --verify``: do the submissions of problem packages get what they should?"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyworker.errors import PyworkerError
from pyworker.judge.formats import read
from pyworker.judge.formats.expected import ExpectedSubmission, submissions
from pyworker.judge.judge import Judge
from pyworker.judge.judgement import Judgement, Verdict
from pyworker.judge.problem import Problem
from pyworker.judge.submission import Submission
from pyworker.judge.words import Words, word
from pyworker.operate.judge_one import adapted
from pyworker.operate.judge_page import cause, ms
from pyworker.operate.judge_progress import Progress
from pyworker.operate.judge_session import judging
from pyworker.operate.output import count, tell, width
from pyworker.operate.session import nothing
from pyworker.operate.table import Cell, Column, clean, table
from pyworker.sandbox.port import SandboxFailed

COLUMNS = (
    Column("PACKAGE", least=8),
    Column("SUBMISSION", least=12),
    Column("EXPECTED"),
    Column("GOT"),
    Column("CAUSE", least=8, spare=1),
    Column("MAX TIME", right=True),
    Column("STATUS"),
)
MARK = "problem.yaml"


@dataclass(frozen=True, slots=True)
class Verified:
    """One submission: what was expected of it, and what came of it.

    Attributes:
        judgement: None where it could not be judged.
        unmet: a line each on what is otherwise than expected, or why it could not be judged.
    """

    package: str
    submission: str
    expected: frozenset[Verdict] = frozenset()
    judgement: Judgement | None = None
    unmet: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.unmet

    @property
    def max_cpu_ms(self) -> float:
        return (
            max((case.cpu_ms for case in self.judgement.cases), default=0) if self.judgement else 0
        )


def verify(folder: Path, as_json: bool, flags: dict[str, Any]) -> None:
    """Judge the submissions of each package in a folder, and print a table; ends the command."""
    found = _packages(folder)
    if not found:
        nothing(f"{folder}: has no problem package in it, no folder with a {MARK}")
    with judging(flags["cores"], flags["insecure"]) as judge:
        verified = list(_all(judge, found, adapted(flags["whole"])))
    words: Words = flags["words"]
    tell(as_json, _facts(verified, words), _lines(verified, words, width()))
    sys.exit(0 if all(each.ok for each in verified) else 1)


def _packages(folder: Path) -> list[Path]:
    """Return the packages in a folder, or the folder where it is one itself."""
    if (folder / MARK).is_file():
        return [folder]
    return sorted(each.parent for each in folder.glob(f"*/{MARK}"))


def _all(
    judge: Judge, folders: Sequence[Path], adapt: Callable[[Problem], Problem]
) -> Iterator[Verified]:
    """Judge each submission of each package; a package that is broken is one result."""
    for folder in folders:
        try:
            problem, expected = adapt(read(folder)), submissions(folder)
        except PyworkerError as error:
            yield Verified(folder.name, "", unmet=tuple(str(error).splitlines()))
            continue
        for each in expected:
            yield _verify(judge, folder, problem, each)


def _verify(judge: Judge, folder: Path, problem: Problem, expected: ExpectedSubmission) -> Verified:
    name = str(expected.path.relative_to(folder / "submissions"))
    with Progress(f"{folder.name}, {name}") as progress:
        try:
            submission = Submission(expected.path.read_bytes(), expected.language)
            judgement = judge.judge(submission, problem, progress)
        except SandboxFailed:
            raise
        except (PyworkerError, OSError) as error:
            return Verified(folder.name, name, expected.allowed, unmet=(str(error),))
    unmet = tuple(expected.unmet(judgement))
    return Verified(folder.name, name, expected.allowed, judgement, unmet)


def _facts(all_verified: Sequence[Verified], words: Words) -> dict[str, Any]:
    return {
        "submissions": [_fact(each, words) for each in all_verified],
        "differ": sum(not each.ok for each in all_verified),
    }


def _lines(all_verified: Sequence[Verified], words: Words, width: int | None) -> list[str]:
    differ = sum(not each.ok for each in all_verified)
    verdict = f"{differ} of them not as expected" if differ else "all as expected"
    rows = [_row(each, words) for each in all_verified]
    told = [f"{_name(each)}: {clean(line)}" for each in all_verified for line in each.unmet]
    total = f"{count(len(rows), 'submission')}, {verdict}"
    return [*table(COLUMNS, rows, width), "", *told, total]


def _name(verified: Verified) -> str:
    return clean(f"{verified.package}/{verified.submission}".rstrip("/"))


def _fact(verified: Verified, words: Words) -> dict[str, Any]:
    judged = verified.judgement.judged if verified.judgement else None
    return {
        "package": verified.package,
        "submission": verified.submission,
        "expected": _expected(verified, words),
        "got": word(judged.verdict, words) if judged else None,
        "cause": judged.cause if judged else "",
        "detail": judged.detail if judged else "",
        "max_cpu_ms": verified.max_cpu_ms,
        "ok": verified.ok,
        "unmet": list(verified.unmet),
    }


def _row(verified: Verified, words: Words) -> tuple[str | Cell, ...]:
    judged = verified.judgement.judged if verified.judgement else None
    return (
        verified.package,
        verified.submission,
        ", ".join(_expected(verified, words)),
        word(judged.verdict, words) if judged else "-",
        cause(judged) if judged else "",
        ms(verified.max_cpu_ms) if judged else "-",
        Cell("ok", "green") if verified.ok else Cell("DIFFERS", "red"),
    )


def _expected(verified: Verified, words: Words) -> list[str]:
    # In the order of the verdicts, not of a set.
    told = (word(verdict, words) for verdict in Verdict if verdict in verified.expected)
    return list(dict.fromkeys(told))

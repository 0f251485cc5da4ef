"""A judgement as rows of submission_results: one a case, or one alone for a compile error. Pure."""

import math
from collections.abc import Collection
from typing import NamedTuple

from pyworker.judge.judgement import CaseResult, Judged, Judgement, Verdict
from pyworker.judge.problem import Problem
from pyworker.judge.store.sentences import sentence
from pyworker.judge.verdict import Cause
from pyworker.judge.words import Words, word

# Of a text; a page shows a dozen of them.
MOST_CHARS = 10_000
KIB = 1024
# Here the processor's time says nothing of why the program was stopped.
_BY_THE_CLOCK = frozenset({Cause.WALL, Cause.IDLE})


class ResultRow(NamedTuple):
    """A row; the fields are columns. ``test_case_id`` is None where it is about no case."""

    test_case_id: int | None
    status: str
    cause: str | None
    points: int
    execution_time_ms: int | None
    memory_used_kb: int | None
    output_received: str | None
    error_message: str | None


def rows(judgement: Judgement, problem: Problem, words: Words) -> list[ResultRow]:
    """Return the rows of a judgement; cases that were not judged have none."""
    if judgement.judged.verdict is Verdict.CE:
        return [alone(judgement.judged, judgement.compilation.messages, words)]
    hidden = {case.name for case in problem.cases if case.hidden}
    return [_row(result, hidden, words) for result in judgement.cases]


def alone(judged: Judged, message: str, words: Words) -> ResultRow:
    """Return the row of what is about no case; ``message`` is for the student."""
    status = word(judged.verdict, words)
    return ResultRow(None, status, _cause(judged), 0, None, None, None, fit(message))


def _row(result: CaseResult, hidden: Collection[str], words: Words) -> ResultRow:
    shown = result.name not in hidden
    message = "\n".join(_told(result, shown))
    return ResultRow(
        test_case_id=int(result.name),
        status=word(result.judged.verdict, words),
        cause=_cause(result.judged),
        points=round(result.points),
        execution_time_ms=_time_ms(result),
        memory_used_kb=math.ceil(result.memory_bytes / KIB),
        output_received=fit(result.output) if shown else None,
        error_message=fit(message) if message else None,
    )


def _told(result: CaseResult, shown: bool) -> list[str]:
    """Return what there is to say, line by line; of a hidden case nothing of its data."""
    lines = [sentence(result.judged)] if result.judged.verdict is not Verdict.AC else []
    if shown and (difference := result.difference):
        lines += [
            f"line {difference.line}:",
            f"expected: {difference.expected}",
            f"got:      {difference.got}",
        ]
    if shown and result.errors and result.judged.verdict is Verdict.RE:
        lines.append(result.errors)
    return lines


def _cause(judged: Judged) -> str | None:
    if judged.verdict is Verdict.IE or not judged.detail:
        return str(judged.cause) or None
    return f"{judged.cause}: {judged.detail}"


def _time_ms(result: CaseResult) -> int:
    by_the_clock = result.judged.cause in _BY_THE_CLOCK
    return round(result.wall_ms if by_the_clock else result.cpu_ms)


def fit(text: str) -> str:
    """Make a text one that PostgreSQL takes: bounded, valid UTF-8, without NUL."""
    return text[:MOST_CHARS].replace("\0", "\\x00").encode("utf-8", "replace").decode()

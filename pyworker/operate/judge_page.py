"""A judgement for people: a row a case, the first difference, and what it comes to."""

from collections.abc import Sequence

import click

from pyworker.judge.judgement import CaseResult, Compilation, Judged, Judgement, Verdict
from pyworker.judge.words import Words, word
from pyworker.operate.output import count
from pyworker.operate.table import Cell, Column, clean, table
from pyworker.sandbox.port import MIB, Mode

COLUMNS = (
    Column("CASE", least=8),
    Column("VERDICT"),
    Column("CAUSE", spare=1),
    Column("CPU", right=True),
    Column("WALL", right=True, spare=3),
    Column("MEMORY", right=True, spare=2),
    Column("POINTS", right=True, spare=4),
)
# Of an excerpt: a case's first lines say what is wrong, or nothing does.
MOST_LINES = 12


def page(judgement: Judgement, words: Words, width: int | None) -> list[str]:
    """Return the lines that tell a judgement."""
    lines = [*_compiled(judgement.compilation), *_cases(judgement.cases, words, width)]
    if judgement.cases and judgement.skipped:
        lines.append(f"{count(len(judgement.skipped), 'case')} behind the first failure not judged")
    return [*lines, *_shown(judgement.cases), "", *_sum(judgement, words), *_mode(judgement.mode)]


def colour(verdict: Verdict) -> str:
    """Return a verdict's colour."""
    return "green" if verdict is Verdict.AC else "red"


def cause(judged: Judged) -> str:
    """Say a cause with what it is about: ``signal SIGSEGV``."""
    return f"{judged.cause} {judged.detail}".strip()


def ms(duration: float) -> str:
    """Write milliseconds: ``4.2 ms``, ``312 ms``, ``1.04 s``."""
    if duration >= 1000:
        return f"{duration / 1000:.2f} s"
    return f"{duration:.1f} ms" if duration < 10 else f"{duration:.0f} ms"


def _compiled(compilation: Compilation) -> list[str]:
    messages = [f"  {clean(line)}" for line in compilation.messages.splitlines()]
    spent = "kept from before" if compilation.cached else ms(compilation.wall_ms)
    if not compilation.ok:
        return [f"not compiled: {compilation.cause}, {spent}", *messages]
    # What is run from its source is not compiled.
    return [f"compiled: {spent}", *messages] if compilation.wall_ms or compilation.cached else []


def _cases(cases: Sequence[CaseResult], words: Words, width: int | None) -> list[str]:
    if not cases:
        return []
    rows = [
        (
            case.name,
            Cell(word(case.judged.verdict, words), colour(case.judged.verdict)),
            cause(case.judged),
            ms(case.cpu_ms),
            ms(case.wall_ms),
            f"{case.memory_bytes / MIB:.1f} MiB",
            f"{case.points:g} of {case.max_points:g}",
        )
        for case in cases
    ]
    return table(COLUMNS, rows, width)


def _shown(cases: Sequence[CaseResult]) -> list[str]:
    """Show what may be shown of the first case that failed and is not hidden."""
    for case in cases:
        if case.judged.verdict is not Verdict.AC and (case.difference or case.errors):
            return ["", *_difference(case), *_errors(case)]
    return []


def _difference(case: CaseResult) -> list[str]:
    if not case.difference:
        return []
    return [
        f"{clean(case.name)} differs first in line {case.difference.line}:",
        *_excerpt("expected", case.difference.expected),
        *_excerpt("got", case.difference.got),
    ]


def _errors(case: CaseResult) -> list[str]:
    return _excerpt(f"{clean(case.name)} wrote to stderr", case.errors) if case.errors else []


def _excerpt(title: str, text: str) -> list[str]:
    lines = text.splitlines() or [""]
    if len(lines) == 1:
        return [f"  {title + ':':<9} {clean(lines[0])}".rstrip()]
    left_out = len(lines) - MOST_LINES
    more = [f"    ... {count(left_out, 'line')} more"] if left_out > 0 else []
    return [f"  {title}:", *(f"    {clean(line)}" for line in lines[:MOST_LINES]), *more]


def _sum(judgement: Judgement, words: Words) -> list[str]:
    judged = judgement.judged
    where = next((case.name for case in judgement.cases if case.judged == judged), "")
    told = click.style(word(judged.verdict, words), fg=colour(judged.verdict), bold=True)
    because = f" {cause(judged)}" if judged.cause else ""
    place = f" in {clean(where)}" if judged.cause and where else ""
    return [f"{told}{because}{place}, score {judgement.score}"]


def _mode(mode: Mode) -> list[str]:
    """Tell what an operator must know of the sandbox: what is missing."""
    insecure = click.style("insecure: run without namespaces, as told", fg="red", bold=True)
    return [*([insecure] if mode.insecure else []), *(f"sandbox: {line}" for line in mode.reduced)]

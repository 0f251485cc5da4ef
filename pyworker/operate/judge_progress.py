"""How far a judging is, in one line of a terminal that is rewritten; elsewhere nothing."""

import sys
from types import TracebackType
from typing import Self

import click

from pyworker.judge.judgement import CaseResult, Verdict
from pyworker.operate.output import count
from pyworker.operate.table import clean

# ECMA-48: back to the line's start, and erase it.
REWRITE = "\r\x1b[2K"


class Progress:
    """A live line on stderr for the ``with`` block; call it with each result."""

    def __init__(self, what: str) -> None:
        self._what = clean(what)
        self._live = sys.stderr.isatty()
        self._done = 0
        self._failed = 0

    def __enter__(self) -> Self:
        self._show(f"{self._what}: compiling")
        return self

    def __call__(self, result: CaseResult) -> None:
        self._done += 1
        self._failed += result.judged.verdict is not Verdict.AC
        failed = f", {self._failed} failed" if self._failed else ""
        self._show(f"{self._what}: {count(self._done, 'case')} judged{failed}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._show("")

    def _show(self, line: str) -> None:
        if self._live:
            click.echo(REWRITE + line, nl=False, err=True)

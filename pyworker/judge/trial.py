"""One program tried on the cases of a problem: run it in a box, check its output, decide."""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pyworker.judge.checkers import Checked, check
from pyworker.judge.compiler import Program
from pyworker.judge.excerpt import shown
from pyworker.judge.faults import BrokenTestData
from pyworker.judge.judgement import CaseResult, Judged, Verdict
from pyworker.judge.problem import Blob, Case, CheckerChoice
from pyworker.judge.verdict import decide, failure
from pyworker.sandbox.port import Command, Ended, Limits, Run, Sandbox

# A program that ends by itself so little above its limit may have had bad luck with its
# neighbours: it runs once more. Boxes allow this much more, or nobody would know how near it was.
GRACE = 0.1
OUTPUT_CHARS = 1000


class Trial:
    """A compiled program, its limits and the problem's checker; any thread may try a case."""

    def __init__(
        self, sandbox: Sandbox, program: Program, limits: Limits, checker: CheckerChoice
    ) -> None:
        self._sandbox = sandbox
        self._limits = limits
        self._checker = checker
        generous = replace(limits, cpu_s=limits.cpu_s * (1 + GRACE))
        self._command = Command(
            program.argv, generous, files=program.files, environment=program.environment
        )

    def of(self, case: Case) -> CaseResult:
        """Judge one case.

        Raises:
            BrokenTestData: its input or answer cannot be read.
            SandboxFailed: as the box says.
        """
        run = self._run(case.input)
        if self._near_miss(run):
            run = min(run, self._run(case.input), key=_badness)
        failed = failure(run, self._limits)
        checked = None if failed else self._check(case, run)
        judged = failed or decide(run, self._limits, checked)
        return _result(case, judged, run, checked)

    def _run(self, given: Blob) -> Run:
        with _opened(given) as stdin, self._sandbox.box() as box:
            return box.run(replace(self._command, stdin=stdin))

    def _near_miss(self, run: Run) -> bool:
        """Say whether it ended by itself, a little over its limit: neighbours may be to blame."""
        return run.cpu_s > self._limits.cpu_s and _ended_well(run)

    def _check(self, case: Case, run: Run) -> Checked:
        answer = _mapped(case.answer)
        return check(self._checker, answer, run.stdout.data, explain=not case.hidden)


def _ended_well(run: Run) -> bool:
    return run.ended is Ended.EXIT and run.exit_code == 0


def _badness(run: Run) -> tuple[bool, float]:
    return not _ended_well(run), run.cpu_s


def _result(case: Case, judged: Judged, run: Run, checked: Checked | None) -> CaseResult:
    return CaseResult(
        name=case.name,
        judged=judged,
        cpu_ms=round(run.cpu_s * 1000, 3),
        wall_ms=round(run.wall_s * 1000, 3),
        memory_bytes=run.memory_bytes,
        points=case.points if judged.verdict is Verdict.AC else 0,
        max_points=case.points,
        difference=checked.difference if checked and not case.hidden else None,
        output="" if case.hidden else shown(run.stdout.excerpt(OUTPUT_CHARS)),
        errors="" if case.hidden else shown(run.stderr.excerpt(OUTPUT_CHARS)),
    )


@contextmanager
def _opened(blob: Blob) -> Iterator[int]:
    try:
        descriptor = blob.open()
    except OSError as error:
        raise _broken(blob, error) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _mapped(blob: Blob) -> bytes | mmap.mmap:
    try:
        return blob.map()
    # ValueError: the file is shorter than it was.
    except (OSError, ValueError) as error:
        raise _broken(blob, error) from None


def _broken(blob: Blob, error: Exception) -> BrokenTestData:
    return BrokenTestData(f"{blob.path}: cannot be read ({error}); restore it, then judge again")

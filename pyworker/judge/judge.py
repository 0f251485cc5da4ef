"""THE JUDGE LOOP: compile once, try the cases, stop where told, and say what came of it.

Cases run side by side in as many boxes as are free, and are told in their order: results, progress
and what is skipped are the same whatever the timing. A program that fails is a verdict; a sandbox
or a disk that fails is an exception that leaves no judgement, so that the job is tried again.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

from pyworker.judge.compiler import Compiler, Program
from pyworker.judge.faults import BrokenTestData, JudgingStopped
from pyworker.judge.judgement import CaseResult, Compilation, Judged, Judgement, Verdict
from pyworker.judge.languages import Language, Languages
from pyworker.judge.ordered import in_order
from pyworker.judge.problem import Problem
from pyworker.judge.submission import Submission
from pyworker.judge.trial import Trial
from pyworker.judge.verdict import ACCEPTED, Cause
from pyworker.sandbox.port import MIB, Command, Limits, Sandbox

# A warm-up brings the language's files into memory; it need not run a program to its end.
WARM_UP_CPU_S = 0.25
WARM_UP_WALL_S = 0.5

# Far more than anybody writes, and little beside what a box holds: a source that does not fit into
# its box would look like a broken box.
MOST_SOURCE_BYTES = 4 * MIB


def _ignore(_result: CaseResult) -> None:
    pass


def _never() -> bool:
    return False


class Judge:
    """Judges submissions, any number at once, in the boxes of one sandbox."""

    def __init__(self, sandbox: Sandbox, languages: Languages, compiler: Compiler) -> None:
        self._sandbox = sandbox
        self._languages = languages
        self._compiler = compiler
        self._warm: set[str] = set()

    @property
    def languages(self) -> Languages:
        """Return the languages that a submission may be in."""
        return self._languages

    def version(self, language: Language) -> str:
        """Return what a language's compiler or interpreter says of itself.

        Raises:
            SandboxFailed: it does not run in a box.
        """
        return self._compiler.version(language)

    def judge(
        self,
        submission: Submission,
        problem: Problem,
        on_case: Callable[[CaseResult], None] = _ignore,
        should_stop: Callable[[], bool] = _never,
    ) -> Judgement:
        """Judge one submission.

        Args:
            submission: in one of ``languages``.
            problem: with at least one case.
            on_case: told of each result in test order, as soon as those before it are known; what
                it raises ends the judging, once the programs that run just then have ended.
            should_stop: asked before each case, by any thread.

        Raises:
            SandboxFailed, BrokenTestData: there is no verdict, through no fault of the program.
            JudgingStopped: ``should_stop`` said so.
            UnknownLanguage: it is not among those that are installed.
        """
        if not problem.cases:
            raise BrokenTestData(f"{problem.name}: has no test cases; add one, then judge again")
        language = self._languages.find(submission.language)
        limits = language.limits(problem)
        compilation, program = self._compile(submission, language, problem)
        if program is None:
            return self._rejected(compilation, problem, limits)
        self._warm_up(language, program, limits)
        trial = Trial(self._sandbox, program, limits, problem.checker)
        cases: list[CaseResult] = []
        with closing(self._results(trial, problem, should_stop)) as results:
            for result in results:
                syntax = None if cases else self._syntax_error(result, submission, language)
                if syntax:
                    return self._rejected(syntax, problem, limits)
                cases.append(result)
                on_case(result)
        return self._judgement(compilation, cases, problem, limits)

    def _compile(
        self, submission: Submission, language: Language, problem: Problem
    ) -> tuple[Compilation, Program | None]:
        size = len(submission.source)
        if size > MOST_SOURCE_BYTES:
            told = f"the source has {size} bytes; at most {MOST_SOURCE_BYTES} are judged"
            return Compilation(ok=False, messages=told, cause=Cause.COMPILER_ERROR), None
        return self._compiler.compile(submission, language, problem)

    def _syntax_error(
        self, first: CaseResult, submission: Submission, language: Language
    ) -> Compilation | None:
        """Look whether the source can be read at all, where the first case says it may not.

        If it cannot, no case ends otherwise than the first.
        """
        if first.judged.cause != Cause.EXIT_CODE:
            return None
        compilation = self._compiler.syntax_check(submission, language)
        return None if compilation.ok else compilation

    def _results(
        self, trial: Trial, problem: Problem, should_stop: Callable[[], bool]
    ) -> Generator[CaseResult, None, None]:
        def work(number: int) -> CaseResult:
            if should_stop():
                raise JudgingStopped(f"{problem.name}: judging was called off")
            return trial.of(problem.cases[number])

        def is_last(result: CaseResult) -> bool:
            return problem.stop_at_first and result.judged != ACCEPTED

        workers = 1 if problem.in_order else self._sandbox.boxes
        return in_order(work, len(problem.cases), workers, is_last)

    def _warm_up(self, language: Language, program: Program, limits: Limits) -> None:
        """Run a language's first program once for nothing: no case pays for a cold disk."""
        if language.name in self._warm:
            return
        self._warm.add(language.name)
        short = replace(
            limits,
            cpu_s=min(limits.cpu_s, WARM_UP_CPU_S),
            wall_s=min(limits.wall_s, WARM_UP_WALL_S),
        )
        command = Command(program.argv, short, files=program.files, environment=program.environment)
        with self._sandbox.box() as box:
            box.run(command)

    def _rejected(self, compilation: Compilation, problem: Problem, limits: Limits) -> Judgement:
        judged = Judged(Verdict.CE, compilation.cause or Cause.COMPILER_ERROR)
        skipped = tuple(case.name for case in problem.cases)
        return Judgement(judged, 0, compilation, (), skipped, self._sandbox.mode, limits)

    def _judgement(
        self,
        compilation: Compilation,
        cases: Sequence[CaseResult],
        problem: Problem,
        limits: Limits,
    ) -> Judgement:
        return Judgement(
            judged=overall(cases),
            score=score(cases, problem),
            compilation=compilation,
            cases=tuple(cases),
            skipped=tuple(case.name for case in problem.cases[len(cases) :]),
            mode=self._sandbox.mode,
            limits=limits,
        )


def overall(cases: Sequence[CaseResult]) -> Judged:
    """Return what is said of all: the first that is not AC, in test order."""
    return next((case.judged for case in cases if case.judged != ACCEPTED), ACCEPTED)


def score(cases: Sequence[CaseResult], problem: Problem) -> int:
    """Return 100 times the points earned by all points, a half rounded to even.

    Cases that were skipped earned nothing. Where no case has points, all accepted is 100.
    Source: the grading worker that this one succeeds, ``round(100 * earned / total)``.
    """
    total = sum(case.points for case in problem.cases)
    if total:
        return round(100 * sum(case.points for case in cases) / total)
    return 100 if overall(cases) == ACCEPTED else 0

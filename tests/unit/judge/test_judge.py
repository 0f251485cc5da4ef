"""The judge loop: the same judgement whatever the timing, and no verdict without a run."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pyworker.judge.compiling.language import Language
from pyworker.judge.faults import BrokenTestData, JudgingStopped, internal_error
from pyworker.judge.formats import BrokenPackage
from pyworker.judge.judge import MOST_SOURCE_BYTES, WARM_UP_CPU_S, Judge
from pyworker.judge.judgement import CaseResult, Compilation, Judged, Verdict
from pyworker.judge.languages import Languages
from pyworker.judge.problem import Problem
from pyworker.judge.submission import Submission
from pyworker.judge.trial import GRACE
from pyworker.judge.verdict import Cause
from pyworker.sandbox.port import Command, Ended, Output, Run, SandboxFailed
from tests.unit.judge.runs import MODE, run
from tests.unit.judge.stand_ins import Plays, StandInCompiler, StandInSandbox, problem

ANY = Submission(b"whatever", "any")
AC = Judged(Verdict.AC)
WRONG = Judged(Verdict.WA, Cause.WRONG_OUTPUT)
PATIENCE_S = 10.0


def judge(sandbox: StandInSandbox, compiler: StandInCompiler | None = None) -> Judge:
    row = Language("any", "any.txt", run=("./main",), version=("./main",))
    return Judge(sandbox, Languages([row]), compiler or StandInCompiler())


def echo(given: bytes, _: Command) -> Run:
    return run(stdout=Output(given))


def echo_but(*wrong: int, ended: Ended = Ended.EXIT, exit_code: int | None = 0) -> Plays:
    """Echo, but fail the cases of these numbers."""

    def play(given: bytes, command: Command) -> Run:
        if given in {b"%d\n" % number for number in wrong}:
            return run(stdout=Output(b"no\n"), ended=ended, exit_code=exit_code)
        return echo(given, command)

    return play


def verdicts(cases: tuple[CaseResult, ...]) -> list[str]:
    return [case.judged.verdict for case in cases]


@pytest.mark.parametrize("boxes", [1, 3])
def test_all_cases_accepted(boxes: int, tmp_path: Path) -> None:
    told: list[CaseResult] = []

    found = judge(StandInSandbox(echo, boxes)).judge(ANY, problem(tmp_path, 1, 2, 3), told.append)

    assert (found.judged, found.score, found.skipped) == (AC, 100, ())
    assert [case.name for case in found.cases] == ["secret/0", "secret/1", "secret/2"]
    assert [case.points for case in found.cases] == [1, 2, 3]
    assert tuple(told) == found.cases
    assert (found.cases[0].cpu_ms, found.cases[0].wall_ms) == (500, 600)
    assert found.cases[0].memory_bytes == 500
    assert found.mode == MODE


@pytest.mark.parametrize("boxes", [1, 3])
def test_the_first_case_in_test_order_that_fails_speaks_for_all(boxes: int, tmp_path: Path) -> None:
    def play(given: bytes, command: Command) -> Run:
        if given == b"3\n":
            return run(ended=Ended.SIGNAL, exit_code=None, signal=11)
        return echo_but(1)(given, command)

    found = judge(StandInSandbox(play, boxes)).judge(ANY, problem(tmp_path, 1, 1, 1, 5))

    assert verdicts(found.cases) == ["AC", "WA", "AC", "RE"]
    assert found.judged == WRONG
    assert found.score == 25


@pytest.mark.parametrize("boxes", [1, 2, 3])
def test_what_lies_behind_the_first_failure_is_skipped_whatever_the_timing(
    boxes: int, tmp_path: Path
) -> None:
    # Given a failure that is known long before the case in front of it
    failed = threading.Event()

    def play(given: bytes, command: Command) -> Run:
        if given == b"2\n":
            failed.set()
        elif given == b"1\n" and boxes > 1:
            assert failed.wait(PATIENCE_S)
        return echo_but(2, 3)(given, command)

    told: list[str] = []
    asked = problem(tmp_path, *[1] * 20, stop_at_first=True)

    found = judge(StandInSandbox(play, boxes)).judge(
        ANY, asked, lambda case: told.append(case.name)
    )

    assert verdicts(found.cases) == ["AC", "AC", "WA"]
    assert told == ["secret/0", "secret/1", "secret/2"]
    assert found.skipped == tuple(f"secret/{n}" for n in range(3, 20))
    assert found.score == 10


def test_a_problem_can_have_its_cases_judged_one_at_a_time(tmp_path: Path) -> None:
    threads: set[threading.Thread] = set()

    def play(given: bytes, command: Command) -> Run:
        threads.add(threading.current_thread())
        return echo(given, command)

    judge(StandInSandbox(play, 3)).judge(ANY, problem(tmp_path, *[1] * 9, in_order=True))

    assert threads == {threading.current_thread()}


def test_what_is_not_compiled_is_not_run(tmp_path: Path) -> None:
    sandbox = StandInSandbox(echo)
    failed = Compilation(ok=False, messages="line 1", cause=Cause.COMPILE_TIME)

    found = judge(sandbox, StandInCompiler(failed)).judge(ANY, problem(tmp_path, 1, 1))

    assert found.judged == Judged(Verdict.CE, Cause.COMPILE_TIME)
    assert (found.score, found.cases, found.skipped) == (0, (), ("secret/0", "secret/1"))
    assert found.compilation == failed
    assert sandbox.commands == []


def test_a_source_too_large_for_a_box_is_not_run(tmp_path: Path) -> None:
    sandbox = StandInSandbox(echo)
    judges, asked = judge(sandbox), problem(tmp_path, 1)

    fits = judges.judge(Submission(b"#" * MOST_SOURCE_BYTES, "any"), asked)
    found = judges.judge(Submission(b"#" * (MOST_SOURCE_BYTES + 1), "any"), asked)

    assert fits.judged == AC
    assert found.judged == Judged(Verdict.CE, Cause.COMPILER_ERROR)
    assert found.compilation.messages == "the source has 4194305 bytes; at most 4194304 are judged"
    assert len(sandbox.commands) == 2


def test_a_source_that_cannot_be_read_is_a_compile_error_of_the_whole(tmp_path: Path) -> None:
    told: list[CaseResult] = []
    syntax = Compilation(ok=False, messages="line 1", cause=Cause.SYNTAX_ERROR)
    compiler = StandInCompiler(syntax=syntax)
    sandbox = StandInSandbox(lambda *_: run(exit_code=1), boxes=2)

    found = judge(sandbox, compiler).judge(ANY, problem(tmp_path, *[1] * 9), told.append)

    assert found.judged == Judged(Verdict.CE, Cause.SYNTAX_ERROR)
    assert (found.cases, found.compilation, told) == ((), syntax, [])
    assert compiler.checks == 1


def test_a_source_that_can_be_read_is_looked_at_once(tmp_path: Path) -> None:
    compiler = StandInCompiler()
    sandbox = StandInSandbox(lambda *_: run(exit_code=1))

    found = judge(sandbox, compiler).judge(ANY, problem(tmp_path, *[1] * 9))

    assert verdicts(found.cases) == ["RE"] * 9
    assert compiler.checks == 1


def test_a_program_that_does_not_exit_with_a_code_is_not_looked_at(tmp_path: Path) -> None:
    compiler = StandInCompiler()

    judge(StandInSandbox(echo_but(0)), compiler).judge(ANY, problem(tmp_path, 1))

    assert compiler.checks == 0


def test_whoever_calls_may_stop_it(tmp_path: Path) -> None:
    sandbox = StandInSandbox(echo)
    told: list[CaseResult] = []

    with pytest.raises(JudgingStopped, match="echo: judging was called off"):
        judge(sandbox).judge(ANY, problem(tmp_path, *[1] * 9), told.append, lambda: len(told) == 2)

    assert len(told) == 2
    assert len(sandbox.commands) == 1 + 2  # the first warms up


@pytest.mark.parametrize("boxes", [1, 2])
def test_an_exception_of_the_callback_ends_it(boxes: int, tmp_path: Path) -> None:
    sandbox = StandInSandbox(echo, boxes)

    def tell(_: CaseResult) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        judge(sandbox).judge(ANY, problem(tmp_path, *[1] * 500), tell)

    begun = len(sandbox.commands)
    assert begun < 501
    # Nothing runs on behind it.
    assert not [t for t in threading.enumerate() if t.name.startswith("case")]


@pytest.mark.parametrize("boxes", [1, 2])
def test_a_broken_sandbox_gives_no_judgement(boxes: int, tmp_path: Path) -> None:
    def play(given: bytes, command: Command) -> Run:
        if given == b"2\n":
            raise SandboxFailed("no more memory files")
        return echo(given, command)

    with pytest.raises(SandboxFailed):
        judge(StandInSandbox(play, boxes)).judge(ANY, problem(tmp_path, *[1] * 5))


def test_a_near_miss_is_run_again_and_the_lower_time_counts(tmp_path: Path) -> None:
    times = iter([0.0, 1.05, 0.9])  # the first warms up

    found = judge(StandInSandbox(lambda given, _: run(cpu_s=next(times), stdout=Output(given))))

    case = found.judge(ANY, problem(tmp_path, 1)).cases[0]
    assert (case.judged, case.cpu_ms) == (AC, 900)


def test_two_near_misses_are_none(tmp_path: Path) -> None:
    times = iter([0.0, 1.04, 1.06])

    found = judge(StandInSandbox(lambda given, _: run(cpu_s=next(times), stdout=Output(given))))

    case = found.judge(ANY, problem(tmp_path, 1)).cases[0]
    assert (case.judged, case.cpu_ms) == (Judged(Verdict.TLE, Cause.CPU), 1040)


@pytest.mark.parametrize("ended", [Ended.IDLE, Ended.WALL, Ended.CPU, Ended.OUTPUT, Ended.MEMORY])
def test_a_program_is_not_run_again_for_anything_else(ended: Ended, tmp_path: Path) -> None:
    sandbox = StandInSandbox(lambda *_: run(ended=ended, exit_code=None, signal=9, over="stdout"))

    judge(sandbox).judge(ANY, problem(tmp_path, 1))

    assert len(sandbox.commands) == 2  # the first warms up


def test_a_program_that_had_to_be_stopped_is_not_run_again(tmp_path: Path) -> None:
    sandbox = StandInSandbox(lambda *_: run(cpu_s=1.1, ended=Ended.CPU, exit_code=None, signal=9))

    found = judge(sandbox).judge(ANY, problem(tmp_path, 1))

    assert found.judged == Judged(Verdict.TLE, Cause.CPU)
    assert len(sandbox.commands) == 2
    assert sandbox.commands[1].limits == replace(found.limits, cpu_s=1.0 * (1 + GRACE))
    assert found.limits.cpu_s == 1.0


def test_the_first_program_of_a_language_is_run_for_nothing_first(tmp_path: Path) -> None:
    sandbox = StandInSandbox(echo)
    judges = judge(sandbox)

    judges.judge(ANY, problem(tmp_path, 1))
    judges.judge(ANY, problem(tmp_path, 1))

    warm_up, *runs = sandbox.commands
    assert (warm_up.stdin, warm_up.limits.cpu_s) == (None, WARM_UP_CPU_S)
    assert len(runs) == 2
    assert all(command.stdin is not None for command in runs)


def test_hidden_cases_show_nothing(tmp_path: Path) -> None:
    play = StandInSandbox(lambda *_: run(stdout=Output(b"SECRET\n"), stderr=Output(b"SECRET\n")))

    found = judge(play).judge(ANY, problem(tmp_path, 1))

    assert found.cases[0].judged == WRONG
    assert found.cases[0].difference is None
    assert "SECRET" not in repr(found)


def test_cases_that_are_not_hidden_show_where_they_differ(tmp_path: Path) -> None:
    play = StandInSandbox(lambda *_: run(stdout=Output(b"7\0\n"), stderr=Output(b"\x1b[31mred")))
    asked = problem(tmp_path, 1)
    asked = replace(asked, cases=(replace(asked.cases[0], hidden=False),))

    case = judge(play).judge(ANY, asked).cases[0]

    assert case.difference is not None
    assert (case.difference.line, case.difference.expected) == (1, "0")
    assert case.output == "7\\x00\n"
    assert case.errors == "\\x1b[31mred"


def test_excerpts_are_bounded(tmp_path: Path) -> None:
    play = StandInSandbox(lambda *_: run(stdout=Output(b"x" * 1_000_000)))
    asked = problem(tmp_path, 1)
    asked = replace(asked, cases=(replace(asked.cases[0], hidden=False),))

    case = judge(play).judge(ANY, asked).cases[0]

    assert 1000 <= len(case.output) < 1100


@pytest.mark.parametrize("missing", ["in", "ans"])
def test_missing_test_data_is_nobodys_verdict(missing: str, tmp_path: Path) -> None:
    asked = problem(tmp_path, 1)
    (tmp_path / f"0.{missing}").unlink()

    with pytest.raises(BrokenTestData, match=rf"0.{missing}: cannot be read .* restore it"):
        judge(StandInSandbox(echo)).judge(ANY, asked)


def test_an_answer_that_was_cut_is_nobodys_verdict(tmp_path: Path) -> None:
    asked = problem(tmp_path, 1)
    (tmp_path / "0.ans").write_bytes(b"")

    with pytest.raises(BrokenTestData, match=r"0\.ans"):
        judge(StandInSandbox(echo)).judge(ANY, asked)


def test_a_problem_without_cases_is_not_accepted() -> None:
    with pytest.raises(BrokenTestData, match="empty: has no test cases"):
        judge(StandInSandbox(echo)).judge(ANY, Problem("empty", ()))


@pytest.mark.parametrize(
    ("points", "wrong", "score"),
    [
        ((10, 10, 10), (), 100),
        ((10, 10, 10), (0,), 67),
        ((10, 10, 10), (0, 1), 33),
        ((1, 7), (1,), 12),  # 12.5: to even, as Python rounds
        ((3, 5), (1,), 38),  # 37.5
        ((0, 0), (), 100),
        ((0, 0), (1,), 0),
        ((0.1, 0.2), (), 100),
        ((0, 5), (0,), 100),
    ],
)
def test_score(
    points: tuple[float, ...], wrong: tuple[int, ...], score: int, tmp_path: Path
) -> None:
    found = judge(StandInSandbox(echo_but(*wrong))).judge(ANY, problem(tmp_path, *points))

    assert found.score == score


def test_presentation_errors_earn_nothing(tmp_path: Path) -> None:
    spaced = StandInSandbox(lambda given, _: run(stdout=Output(b" " + given)))

    found = judge(spaced).judge(ANY, problem(tmp_path, 1, checker="exact"))

    assert (found.judged, found.score) == (Judged(Verdict.PE, Cause.WHITE_SPACE), 0)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (SandboxFailed("the guard died"), Cause.SANDBOX),
        (BrokenTestData("1.in: gone"), Cause.TEST_DATA),
        (BrokenPackage(Path("a"), ["no cases"]), Cause.TEST_DATA),
        (OSError("disk full"), Cause.INTERNAL),
    ],
)
def test_what_is_ours_is_stored_as_ours(error: Exception, cause: Cause) -> None:
    assert internal_error(error) == Judged(Verdict.IE, cause, str(error))

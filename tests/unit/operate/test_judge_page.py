"""A judgement for people: what it says, what it leaves out, and that nothing in it is obeyed."""

from dataclasses import replace

import click
import pytest

from pyworker.judge.judgement import (
    CaseResult,
    Compilation,
    Difference,
    Judged,
    Judgement,
    Verdict,
)
from pyworker.judge.verdict import Cause
from pyworker.operate.judge_page import ms, page
from pyworker.sandbox.port import Limits, Mode

AC = Judged(Verdict.AC)
CRASHED = Judged(Verdict.RE, Cause.SIGNAL, "SIGSEGV")
MODE = Mode("native", ("pid",), "v2", "cgroup", "cgroup-peak", seccomp=True, user="other")
GOOD = CaseResult("sample/1", AC, 1.25, 3.5, 3 << 20, 1, 1)
BAD = CaseResult("secret/1", CRASHED, 1234, 2000, 1 << 20, 0, 2.5)
JUDGEMENT = Judgement(CRASHED, 29, Compilation(ok=True), (GOOD, BAD), (), MODE, Limits())


def lines(judgement: Judgement, width: int | None = None) -> list[str]:
    return [click.unstyle(line) for line in page(judgement, "short", width)]


def test_a_row_a_case_and_what_it_comes_to() -> None:
    assert lines(JUDGEMENT) == [
        "CASE      VERDICT  CAUSE              CPU    WALL   MEMORY    POINTS",
        "sample/1  AC                       1.2 ms  3.5 ms  3.0 MiB    1 of 1",
        "secret/1  RE       signal SIGSEGV  1.23 s  2.00 s  1.0 MiB  0 of 2.5",
        "",
        "RE signal SIGSEGV in secret/1, score 29",
    ]


@pytest.mark.parametrize("width", range(40, 80))
def test_no_row_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, lines(JUDGEMENT, width))) <= width


def test_compiling_is_told_where_there_was_any() -> None:
    for compilation, told in [
        (Compilation(ok=True, wall_ms=812), ["compiled: 812 ms"]),
        (Compilation(ok=True, cached=True), ["compiled: kept from before"]),
        (
            Compilation(ok=True, messages="a warning\n", wall_ms=5),
            ["compiled: 5.0 ms", "  a warning"],
        ),
    ]:
        assert lines(replace(JUDGEMENT, compilation=compilation))[: len(told)] == told


def test_what_was_not_compiled_has_no_cases() -> None:
    failed = Compilation(ok=False, messages="1: \x1b[2Jno", wall_ms=70, cause=Cause.COMPILER_ERROR)
    refused = Judged(Verdict.CE, Cause.COMPILER_ERROR)

    told = lines(Judgement(refused, 0, failed, (), ("a", "b"), MODE, Limits()))

    assert told == [
        "not compiled: compiler-error, 70 ms",
        "  1: ·[2Jno",
        "",
        "CE compiler-error, score 0",
    ]


def test_the_first_failure_that_may_be_shown_is() -> None:
    wrong = Judged(Verdict.WA, Cause.WRONG_OUTPUT)
    shown = replace(GOOD, judged=wrong, difference=Difference(3, "7", "\x1b[31m8"))
    later = replace(shown, name="sample/2", difference=Difference(1, "x", "y"))

    told = lines(replace(JUDGEMENT, judged=wrong, cases=(BAD, shown, later)))

    assert told[5:8] == ["sample/1 differs first in line 3:", "  expected: 7", "  got:      ·[31m8"]
    assert "sample/2 differs" not in "\n".join(told)


def test_long_excerpts_are_cut() -> None:
    noisy = replace(BAD, errors="".join(f"line {n}\n" for n in range(100)))

    told = lines(replace(JUDGEMENT, cases=(noisy,)))

    assert "    line 11" in told
    assert "    line 12" not in told
    assert "    ... 88 lines more" in told


def test_cases_that_were_not_judged_are_counted() -> None:
    told = lines(replace(JUDGEMENT, skipped=("secret/2", "secret/3")))

    assert "2 cases behind the first failure not judged" in told


def test_what_the_sandbox_lacks_is_told() -> None:
    mode = replace(MODE, insecure=True, reduced=("no namespaces: everything can be read",))

    assert lines(replace(JUDGEMENT, mode=mode))[-2:] == [
        "insecure: run without namespaces, as told",
        "sandbox: no namespaces: everything can be read",
    ]


@pytest.mark.parametrize(
    ("duration", "text"),
    [(0.04, "0.0 ms"), (9.94, "9.9 ms"), (10.2, "10 ms"), (999.4, "999 ms"), (1040, "1.04 s")],
)
def test_durations(duration: float, text: str) -> None:
    assert ms(duration) == text

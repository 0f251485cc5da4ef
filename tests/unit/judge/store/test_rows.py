"""Rows of submission_results: what students read, and what they must not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.judge.judgement import (
    CaseResult,
    Compilation,
    Difference,
    Judged,
    Judgement,
    Verdict,
)
from pyworker.judge.problem import Blob, Case, Problem
from pyworker.judge.store.rows import MOST_CHARS, ResultRow, alone, fit, rows
from pyworker.judge.store.sentences import sentence
from pyworker.judge.verdict import Cause
from tests.unit.judge.runs import LIMITS, MODE

PRIVATE = "a line of the test data"
NOTHING = Blob(Path("/dev/null"), 0)
V = Verdict


def problem(*hidden: bool) -> Problem:
    cases = [Case(str(n), NOTHING, NOTHING, 10, is_hidden) for n, is_hidden in enumerate(hidden, 1)]
    return Problem("p", tuple(cases))


def result(number: int, verdict: Verdict, cause: str = "", detail: str = "", **more: Any) -> Any:
    return CaseResult(str(number), Judged(verdict, cause, detail), **more)


def judgement(*cases: CaseResult, **differs: Any) -> Judgement:
    judged = next((case.judged for case in cases if case.judged.verdict != V.AC), Judged(V.AC))
    made = Judgement(judged, 50, Compilation(ok=True), cases, (), MODE, LIMITS)
    return replace(made, **differs)


def test_each_case_has_a_row_in_its_order_with_whole_units() -> None:
    cases = (
        result(1, V.AC, cpu_ms=12.4, wall_ms=80, memory_bytes=2049, points=10, output="3\n"),
        result(2, V.TLE, Cause.CPU, cpu_ms=1000.6, wall_ms=1400, memory_bytes=4096),
        result(3, V.TLE, Cause.IDLE, cpu_ms=0.4, wall_ms=3000.2),
    )

    first, second, third = rows(judgement(*cases), problem(False, True, True), "grading")

    assert first == ResultRow(1, "Accepted", None, 10, 12, 3, "3\n", None)
    assert second[:6] == (2, "Time Limit Exceeded", "cpu", 0, 1001, 4)
    # The clock, not the processor, is why it was stopped.
    assert third[:6] == (3, "Time Limit Exceeded", "idle", 0, 3000, 0)


def test_a_compile_error_is_one_row_of_no_case() -> None:
    compilation = Compilation(ok=False, messages="main.cpp:1: error", cause="compiler-error")
    judged = Judged(V.CE, Cause.COMPILER_ERROR)

    found = rows(
        judgement(judged=judged, compilation=compilation), problem(False, False), "grading"
    )

    assert found == [
        ResultRow(None, "Compile Error", "compiler-error", 0, None, None, None, "main.cpp:1: error")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [("grading", "Wrong Answer"), ("judge", "WRONG_ANSWER"), ("short", "WA")],
)
def test_the_status_is_in_the_words_of_the_setting(words: Any, said: str) -> None:
    (row,) = rows(judgement(result(1, V.WA, Cause.WRONG_OUTPUT)), problem(True), words)

    assert row.status == said


def test_a_hidden_case_tells_nothing_of_its_data_even_if_its_result_does() -> None:
    told = {
        "difference": Difference(1, PRIVATE, PRIVATE),
        "output": PRIVATE,
        "errors": PRIVATE,
    }
    case = result(1, V.RE, Cause.EXIT_CODE, "3", **told)

    (hidden,) = rows(judgement(case), problem(True), "grading")
    (shown,) = rows(judgement(case), problem(False), "grading")

    assert PRIVATE not in str(hidden)
    assert hidden.output_received is None
    assert hidden.error_message == "it ended with exit code 3"
    assert shown.output_received == PRIVATE
    assert shown.error_message is not None
    assert shown.error_message.count(PRIVATE) == 3


def test_a_difference_is_told_with_its_line() -> None:
    case = result(1, V.WA, Cause.WRONG_OUTPUT, difference=Difference(7, "1 2", "1 3"))

    (row,) = rows(judgement(case), problem(False), "grading")

    assert row.error_message == "the output is wrong\nline 7:\nexpected: 1 2\ngot:      1 3"


def test_a_cause_has_its_detail_with_it_but_not_that_of_an_internal_error() -> None:
    died = result(1, V.RE, Cause.SIGNAL, "SIGSEGV")
    (row,) = rows(judgement(died), problem(True), "grading")

    assert row.cause == "signal: SIGSEGV"
    assert str(row.error_message).startswith("segmentation fault")
    fault = alone(Judged(V.IE, Cause.SANDBOX, "/var/lib/secret: gone"), "the judge failed", "judge")
    assert fault == ResultRow(
        None, "SYSTEM_ERROR", "sandbox", 0, None, None, None, "the judge failed"
    )


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_words(cause: Cause) -> None:
    detail = {Cause.SIGNAL: "SIGKILL", Cause.EXIT_CODE: "3"}.get(cause, "")

    said = sentence(Judged(V.RE, cause, detail))

    assert said
    assert detail in said


@given(st.text(st.characters()) | st.text("\0\ud800a"))
def test_any_text_becomes_one_that_postgresql_takes(text: str) -> None:
    made = fit(text)

    assert "\0" not in made
    assert made.encode("utf-8").decode("utf-8") == made


def test_a_text_is_bounded() -> None:
    assert len(fit("x" * (MOST_CHARS + 1))) == MOST_CHARS

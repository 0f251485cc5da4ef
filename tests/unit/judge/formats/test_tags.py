"""Verdicts that a source names itself."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pyworker.judge.formats.rules import Verdicts
from pyworker.judge.formats.tags import expected
from pyworker.judge.judgement import Verdict

AC, WA, PE, TLE, MLE, OLE, RE, CE = (
    Verdict.AC, Verdict.WA, Verdict.PE, Verdict.TLE, Verdict.MLE, Verdict.OLE, Verdict.RE,
    Verdict.CE,
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "verdicts"),
    [
        ("# @EXPECTED_RESULTS@: CORRECT", {AC}),
        ("// @EXPECTED_RESULTS@: WRONG-ANSWER", {WA, PE}),
        ("/* @EXPECTED_RESULTS@: TIMELIMIT, RUN-ERROR */ int main", {TLE, RE, MLE, OLE}),
        ("<!-- @EXPECTED_RESULTS@: COMPILER-ERROR -->", {CE}),
        ("@expected_results@: time_limit_exceeded,wrong_answer", {TLE, WA, PE}),
        ("@EXPECTED_RESULTS@:NO-OUTPUT", {WA, PE}),
        ("@EXPECTED_RESULTS@: MEMORY-LIMIT, OUTPUT_LIMIT", {MLE, OLE}),
        ("@EXPECTED_RESULTS@: RE, PE", {RE, PE}),
        ("a\r\n@EXPECTED_RESULTS@: ACCEPTED\r\nb", {AC}),
    ],
)
def test_words(source: str, verdicts: set[Verdict]) -> None:
    assert expected(source.encode()) == frozenset(verdicts)


@pytest.mark.parametrize("source", ["", "EXPECTED_RESULTS: CORRECT", "@EXPECTED_SCORE@: 5"])
def test_sources_that_say_nothing(source: str) -> None:
    assert expected(source.encode()) is None


@pytest.mark.parametrize("words", ["", "CHECK-MANUALLY", "CORRECT,"])
def test_words_that_are_no_verdicts(words: str) -> None:
    with pytest.raises(ValueError, match="is no verdict; known are CORRECT"):
        expected(f"@EXPECTED_RESULTS@: {words}".encode())


def told(source: bytes) -> Verdicts | str | None:
    try:
        return expected(source)
    except ValueError as error:
        return str(error)


@given(st.binary(max_size=60))
def test_any_bytes_after_the_tag_name_verdicts_or_are_refused(rest: bytes) -> None:
    assert told(b"\xff\n@EXPECTED_RESULTS@: " + rest)

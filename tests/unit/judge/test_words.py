"""Words: each verdict has one in each setting, and they are those of the older systems."""

from typing import get_args

import pytest

from pyworker.config import Words as Setting
from pyworker.judge.judgement import Verdict
from pyworker.judge.words import PENDING, WORDS, Words, word


@pytest.mark.parametrize("words", get_args(Words))
def test_every_verdict_has_a_word(words: Words) -> None:
    assert set(WORDS[words]) == set(Verdict)
    assert PENDING[words]


def test_the_setting_knows_the_same_sets_of_words() -> None:
    assert get_args(Setting) == get_args(Words) == tuple(WORDS) == tuple(PENDING)


def test_short_words_are_the_codes() -> None:
    assert [word(verdict, "short") for verdict in Verdict] == [v.value for v in Verdict]


def test_the_grading_apps_words() -> None:
    said = {PENDING["grading"], *(word(verdict, "grading") for verdict in Verdict)}

    assert said == {
        "Pending",
        "Accepted",
        "Wrong Answer",
        "Presentation Error",
        "Compile Error",
        "Runtime Error",
        "Time Limit Exceeded",
        "Memory Limit Exceeded",
        "Output Limit Exceeded",
        "System Error",
    }


def test_the_simple_judges_words() -> None:
    said = {PENDING["judge"], *(word(verdict, "judge") for verdict in Verdict)}

    assert said == {
        "PENDING",
        "ACCEPTED",
        "WRONG_ANSWER",
        "TLE",
        "RUNTIME_ERROR",
        "SYSTEM_ERROR",
    }


@pytest.mark.parametrize("words", get_args(Words))
def test_only_ours_are_told_as_ours_and_only_accepted_as_accepted(words: Words) -> None:
    told = WORDS[words]

    for special in (Verdict.AC, Verdict.IE):
        assert [v for v in Verdict if told[v] == told[special]] == [special]

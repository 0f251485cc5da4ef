"""Arguments of the default output validator, as checkers."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pyworker.judge.formats.validator import checker
from pyworker.judge.problem import CheckerChoice

WORDS = [
    "case_sensitive", "space_change_sensitive", "float_tolerance", "float_absolute_tolerance",
    "float_relative_tolerance", "1e-6", "0", "-1", "nan", "inf", "x", "",
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ("", "tokens-ignore-case"),
        ("case_sensitive", "tokens"),
        ("case_sensitive space_change_sensitive", "exact"),
        ("space_change_sensitive case_sensitive", "exact"),
    ],
)
def test_texts(arguments: str, name: str) -> None:
    assert checker(arguments.split()) == CheckerChoice(name)


@pytest.mark.parametrize(
    ("arguments", "absolute", "relative"),
    [
        ("float_tolerance 1e-6", 1e-6, 1e-6),
        ("float_absolute_tolerance 1e-4", 1e-4, 0),
        ("float_relative_tolerance .5", 0, 0.5),
        ("float_relative_tolerance 1E-9 float_absolute_tolerance 0", 0, 1e-9),
    ],
)
def test_tolerances(arguments: str, absolute: float, relative: float) -> None:
    for ignore_case in (True, False):
        more = [] if ignore_case else ["case_sensitive"]
        assert checker([*arguments.split(), *more]) == CheckerChoice(
            "floats", {"absolute": absolute, "relative": relative, "ignore_case": ignore_case}
        )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("space_change_sensitive", "add case_sensitive"),
        ("space_change_sensitive float_tolerance 1", "leave one of them out"),
        ("float_tolerance", "needs a number from 0 after it, got ''"),
        ("float_tolerance case_sensitive", "got 'case_sensitive'"),
        ("float_tolerance -1", "got '-1'"),
        ("float_tolerance nan", "got 'nan'"),
        ("float_tolerance inf", "got 'inf'"),
        ("float_tolerance 1 float_absolute_tolerance 2", "absolute tolerance is given twice"),
        ("ignore_case", "'ignore_case' is no argument of the default output validator"),
    ],
)
def test_what_no_checker_does_is_refused(arguments: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        checker(arguments.split())


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=9), max_size=6))
def test_any_arguments_are_a_checker_or_refused(arguments: list[str]) -> None:
    try:
        chosen = checker(arguments)
    except ValueError:
        return
    assert set(arguments) & set(WORDS[:5]) or not arguments
    assert (chosen.name == "floats") == bool(chosen.options)
    assert (chosen.name == "exact") == ("space_change_sensitive" in arguments)

"""A checker or an option that there is not is refused, with what there is."""

import math

import pytest

from pyworker.judge.checkers import check, refuse_unknown
from pyworker.judge.checkers.choice import OPTIONS, UnknownChecker
from pyworker.judge.problem import CheckerChoice


@pytest.mark.parametrize("name", OPTIONS)
def test_every_name_is_one_of_a_checker(name: str) -> None:
    refuse_unknown(CheckerChoice(name))

    assert check(CheckerChoice(name), b"1\n2\n", b"1\n2\n").accepted
    assert not check(CheckerChoice(name), b"1\n2\n", b"1\n3\n").accepted


def test_the_default_is_there() -> None:
    assert check(CheckerChoice(), b"1\n", b"1 \n\n").accepted


@pytest.mark.parametrize("value", [0, 1, 1e-9, 1e300])
def test_tolerances_that_can_be_used(value: float) -> None:
    refuse_unknown(CheckerChoice("floats", {"absolute": value, "relative": value}))


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (CheckerChoice("token"), ["'token'", "tokens", "unordered-lines"]),
        (CheckerChoice("tokens", {"absolute": 1}), ["'tokens'", "'absolute'", "no options"]),
        (CheckerChoice("floats", {"eps": 1}), ["'floats'", "'eps'", "absolute, relative"]),
        (CheckerChoice("floats", {"absolute": -1}), ["'floats'", "'absolute'", "-1"]),
        (CheckerChoice("floats", {"absolute": True}), ["'absolute'", "True", "number"]),
        (CheckerChoice("floats", {"relative": math.nan}), ["'relative'", "nan"]),
        (CheckerChoice("floats", {"relative": math.inf}), ["'relative'", "inf"]),
        (CheckerChoice("floats", {"relative": 10**400}), ["'relative'", "number"]),
        (CheckerChoice("floats", {"ignore_case": 1}), ["'ignore_case'", "true or false"]),
    ],
)
def test_a_refusal_names_the_thing_and_what_there_is(
    choice: CheckerChoice, words: list[str]
) -> None:
    with pytest.raises(UnknownChecker) as refusal:
        refuse_unknown(choice)

    assert all(word in str(refusal.value) for word in words)
    assert "\n" not in str(refusal.value)
    with pytest.raises(UnknownChecker):
        check(choice, b"1", b"1")


def test_an_option_that_is_text_is_refused() -> None:
    options: dict[str, float | bool] = {"absolute": "1e-6"}  # type: ignore[dict-item]  # from YAML

    with pytest.raises(UnknownChecker, match="'1e-6'; give a number"):
        refuse_unknown(CheckerChoice("floats", options))

"""Floats: tokens, of which numbers may differ by a tolerance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.judge.checkers import check, compare
from pyworker.judge.checkers.data import CHUNK, Data
from pyworker.judge.problem import CheckerChoice

EPSILON = 1e-6
BOTH = CheckerChoice("floats", {"absolute": EPSILON, "relative": EPSILON})
LONGEST = 64  # a token of this length or longer is no number where chunks are so short


def accepts(answer: str, output: str, choice: CheckerChoice = BOTH) -> bool:
    return check(choice, answer.encode(), output.encode()).accepted


@pytest.mark.parametrize(
    ("answer", "output"),
    [
        ("1.5", "1.5"),
        ("1.5", "1.5000001"),
        ("1", "1.0"),
        ("1.0", "1"),
        ("1e6", "1000000.9"),
        ("-0", "0"),
        ("0.5", ".5"),
        ("5", "5."),
        ("5", "+5"),
        ("1E3", "1e+3"),
        ("nan", "NaN"),
        ("nan", "-nan"),
        ("inf", "Infinity"),
        ("-inf", "-INFINITY"),
        ("x 1.0 y", "x 1 y"),
        ("1e400", "1e400"),
        ("0x10", "0x10"),
        ("1_0", "1_0"),
        ("", " \n"),
    ],
)
def test_accepted(answer: str, output: str) -> None:
    assert accepts(answer, output)


@pytest.mark.parametrize(
    ("answer", "output"),
    [
        ("1.5", "1.50001"),
        ("1.5", "one"),
        ("1.5", ""),
        ("1.5", "1.5 1.5"),
        ("1.5 1.5", "1.5"),
        ("one", "1"),
        ("one", "One"),
        ("nan", "1"),
        ("1", "nan"),
        ("inf", "-inf"),
        ("inf", "1e308"),
        ("1e308", "inf"),
        ("inf", "1e400"),
        ("1e400", "inf"),
        ("1e400", "1e401"),
        ("16", "0x10"),
        ("0x10", "16"),
        ("10", "1_0"),
        ("1_0", "10"),
        ("10", "1\x000"),
        ("10", "１０"),  # noqa: RUF001, digits for Python's str alone
        ("10", "10,"),
        ("10", "10f"),
        ("10", "1 0"),
    ],
)
def test_not_accepted(answer: str, output: str) -> None:
    assert not accepts(answer, output)


def test_either_tolerance_suffices_and_the_other_is_zero_unless_it_is_given() -> None:
    absolute = CheckerChoice("floats", {"absolute": 0.5})
    relative = CheckerChoice("floats", {"relative": 0.5})

    assert accepts("0.1", "0.6", absolute)
    assert not accepts("0.1", "0.6", relative)
    assert accepts("100", "150", relative)
    assert not accepts("100", "150", absolute)
    assert accepts("0.1", "0.10", CheckerChoice("floats"))
    assert not accepts("0.1", "0.1000001", CheckerChoice("floats"))


def test_the_relative_tolerance_is_one_of_the_answer() -> None:
    choice = CheckerChoice("floats", {"relative": 0.5})

    assert not accepts("2", "4", choice)
    assert accepts("4", "2", choice)


def test_a_huge_tolerance_makes_no_infinity_right() -> None:
    choice = CheckerChoice("floats", {"absolute": 1e308, "relative": 1e308})

    assert accepts("1e300", "-1e300", choice)
    assert not accepts("1e300", "inf", choice)
    assert not accepts("inf", "1e300", choice)
    assert not accepts("1", "nan", choice)


def test_case_is_ignored_where_it_is_said() -> None:
    choice = CheckerChoice("floats", {"ignore_case": True})

    assert accepts("Case 1.0", "cASE 1", choice)
    assert not accepts("Case 1.0", "cASE 1")


def test_the_rest_counts_after_a_number_that_is_not_the_same_in_bytes() -> None:
    long = " 7" * CHUNK

    assert accepts("1.0" + long + " 2.0", "1" + long + " 2")
    assert not accepts("1.0" + long + " 2.0", "1" + long + " 3")
    assert not accepts("1.0" + long, "1" + long + " 2")


def test_white_space_over_a_chunk_s_end_hides_no_token() -> None:
    for size in range(1, 9):
        data = Data(b"1      ", size), Data(b"1     1", size)
        assert not compare(BOTH, *data, explain=False).accepted
        assert not compare(BOTH, *reversed(data), explain=False).accepted


def test_presentation_is_of_bytes_not_of_numbers() -> None:
    assert check(BOTH, b"1.0 23", b"1.0 2 3").presentation
    assert not check(BOTH, b"1.0 23", b"1 2 3").presentation


def test_a_token_as_long_as_a_chunk_is_text() -> None:
    digits = b"0." + b"3" * CHUNK

    assert check(BOTH, digits + b" 1.0", digits + b"\n1").accepted
    assert not check(BOTH, digits + b" 1.0", digits + b"3 1").accepted
    assert not check(BOTH, digits + b" 1.0", digits + b" 3 1").accepted
    assert not check(BOTH, b"X" + digits, b"x" + digits).accepted
    folding = CheckerChoice("floats", {"ignore_case": True})
    assert check(folding, b"1 X" + digits, b"1.0 x" + digits).accepted


numbers = st.one_of(
    st.floats().map(repr),
    st.floats(-10, 10).map("{:.7f}".format),
    st.integers(-10, 10).map(str),
    st.sampled_from(["nan", "inf", "-Infinity", "1e999", "0x1", "1_1", "word", "1e", "-", "."]),
)
token_lists = st.lists(numbers, max_size=6)


def _referee(expected: str, got: str) -> bool:
    try:
        wanted = float(expected) if "_" not in expected and "e9" not in expected else None
        given = float(got) if "_" not in got and "e9" not in got else None
    except ValueError:
        return expected == got
    if wanted is None or given is None:
        return expected == got
    if math.isnan(wanted):
        return math.isnan(given)
    if math.isinf(wanted) or math.isinf(given):
        return wanted == given
    return math.isclose(wanted, given, rel_tol=0, abs_tol=EPSILON) or (
        abs(wanted - given) <= EPSILON * abs(wanted)
    )


@given(token_lists, token_lists, st.sampled_from([" ", "\n", "  "]), st.integers(LONGEST, 90))
def test_token_by_token_as_the_referee(
    answer: list[str], others: list[str], gap: str, chunk: int
) -> None:
    output = [*answer[: len(others) // 2], *others[len(others) // 2 :]]

    checked = compare(
        BOTH,
        Data(" ".join(answer).encode(), chunk),
        Data(gap.join(output).encode(), chunk),
        explain=False,
    )

    assert checked.accepted == (len(answer) == len(output) and all(map(_referee, answer, output)))

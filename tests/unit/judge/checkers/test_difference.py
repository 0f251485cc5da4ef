"""The first difference, as it is shown to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.judge.checkers import check, compare
from pyworker.judge.checkers.data import CHUNK, Data
from pyworker.judge.checkers.unordered import EXPLAINED
from pyworker.judge.judgement import Difference
from pyworker.judge.problem import CheckerChoice
from tests.unit.judge.checkers.referee import ACCEPTS, pairs, sizes

LONGEST = 200
IN_ORDER = [name for name in ACCEPTS if name != "unordered-lines"]


@pytest.mark.parametrize(
    ("name", "answer", "output", "difference"),
    [
        ("exact", b"a\nb\n", b"a\nb", (2, r"b\n", "b")),
        ("exact", b"a\nb\n", b"a\r\nb\n", (1, r"a\n", r"a\r\n")),
        ("exact", b"a", b"", (1, "a", "")),
        ("lines", b"a\nb c\n", b"a\nb  c\n", (2, "b c", "b  c")),
        ("lines", b"a \r\n\r\nb\r\n", b"a\nb\n", (2, "", "b")),
        ("lines", b"a\n", b"a\n\n\nb\n", (2, "", "b")),
        ("lines", b"a\n\nb", b"a", (3, "b", "")),
        ("lines", b"a", b"ab", (1, "a", "ab")),
        ("lines", b"", b"x", (1, "", "x")),
        ("stripped", b"a\nb", b"a \nb", (1, r"a\n", r"a \n")),
        ("stripped", b"a\n", b"a\r\nb", (2, "", "b")),
        ("tokens", b"1 2\n3 4\n", b"1 2 3 5", (2, "4", "5")),
        ("tokens", b"1 23", b"1 2 3", (1, "23", "2")),
        ("tokens", b"1\n2\n", b"1", (2, "2", "")),
        ("tokens", b"1", b"1 2", (2, "", "2")),
        ("tokens", b"a", b"\0\x1b[31m\xff", (1, "a", r"\x00\x1b[31m\xff")),
        ("tokens-ignore-case", b"Yes No", b"yes Yes", (1, "No", "Yes")),
        ("floats", b"1.0\n2.0", b"1 3", (2, "2.0", "3")),
        ("floats", b"1.0\n2.0", b"1", (2, "2.0", "")),
        ("floats", b"1.0", b"1 2", (2, "", "2")),
        ("unordered-lines", b"a\nb\nc\n", b"c\nd\na\n", (2, "b", "d")),
        ("unordered-lines", b"a\na\n", b"a\n", (1, "a", "")),
        ("unordered-lines", b"a\n", b"a\nb\n", (3, "", "b")),
    ],
)
def test_what_is_shown(
    name: str, answer: bytes, output: bytes, difference: tuple[int, str, str]
) -> None:
    checked = check(CheckerChoice(name), answer, output, explain=True)

    assert checked.difference == Difference(*difference)


@pytest.mark.parametrize("name", ACCEPTS)
@given(pairs(), sizes)
def test_an_excerpt_shows_a_difference_and_is_harmless(
    name: str, pair: tuple[bytes, bytes], chunk: int
) -> None:
    answer, output = (Data(side, chunk) for side in pair)

    difference = compare(CheckerChoice(name), answer, output, explain=True).difference

    if difference is not None:
        assert difference.expected != difference.got
        assert (difference.expected + difference.got).isprintable()
        assert 1 <= difference.line <= pair[0].count(b"\n") + 2


@pytest.mark.parametrize(
    "name", ["exact", "lines", "stripped", "tokens", "tokens-ignore-case", "floats"]
)
@given(st.binary(max_size=300), st.sampled_from([b"\0", b"\xff", b"a", "é".encode()]))
def test_an_excerpt_is_short_and_the_difference_is_in_it(
    name: str, tail: bytes, filling: bytes
) -> None:
    giant = filling * CHUNK

    checked = check(CheckerChoice(name), giant + b"<" + tail, giant + b">" + tail, explain=True)

    assert checked.difference is not None
    for text, sign in ((checked.difference.expected, "<"), (checked.difference.got, ">")):
        assert text.startswith("...")
        assert sign in text
        assert len(text) <= LONGEST


def test_a_long_line_is_cut_in_any_order_too() -> None:
    checked = check(CheckerChoice("unordered-lines"), b"a" * 1000, b"\0" * 1000, explain=True)

    assert checked.difference is not None
    assert checked.difference.expected == "a" * (LONGEST - 3) + "..."
    assert len(checked.difference.got) == LONGEST


@pytest.mark.parametrize("name", ACCEPTS)
def test_letters_of_several_bytes_are_letters(name: str) -> None:
    checked = check(CheckerChoice(name), "é".encode() * 999, "è".encode() * 9, explain=True)

    assert checked.difference == Difference(1, "é" * 100 + "...", "è" * 9)


def test_nothing_is_shown_unless_it_is_asked_for() -> None:
    assert check(CheckerChoice("tokens"), b"1", b"2").difference is None


def test_lines_in_any_order_are_shown_up_to_a_size() -> None:
    choice = CheckerChoice("unordered-lines")
    half = b"x\n" * (EXPLAINED // 4)

    shown = check(choice, half, half[:-2] + b"y\n", explain=True)
    too_long = check(choice, half, half + b"y\n", explain=True)

    assert shown.difference == Difference(1, "x", "y")
    assert too_long == (False, False, None)

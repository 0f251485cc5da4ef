"""Patterns of submissions and cases."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pyworker.judge.formats.patterns import alternatives, covers


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("", "anything/at/all"),
        ("accepted", "accepted/a.py"),
        ("accepted/*", "accepted/a.py"),
        ("accepted/*", "accepted/folder/a.py"),
        ("*/a.py", "accepted/a.py"),
        ("secret/*-hard", "secret/01-hard"),
        ("secret/group*", "secret/group12/03"),
        ("{simple,complex}.py", "complex.py"),
        ("author.{py,cpp}", "author.cpp"),
        ("{a,b{c,d}}", "bd"),
        ("a{,x}", "a"),
        ("a[1].py", "a[1].py"),
        ("{single}", "{single}"),
        ("*a*b*", "xxaxxbxx"),
    ],
)
def test_what_is_covered(pattern: str, path: str) -> None:
    assert covers(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("accepted", "accepted2/a.py"),
        ("accepted/*.py", "accepted/a.cpp"),
        ("a*c", "ab/c"),
        ("a?c", "abc"),
        ("[ab]", "a"),
        ("**/a.py", "x/y/a.py"),
        ("{a,b}", "ab"),
        ("a.py", "axpy"),
        ("a.py", "a.py\n"),
        ("*ab*ab", "xab"),
    ],
)
def test_what_is_not(pattern: str, path: str) -> None:
    assert not covers(pattern, path)


def test_braces_multiply_up_to_a_bound() -> None:
    assert len(alternatives("{a,b}" * 8)) == 256
    with pytest.raises(ValueError, match="stands for over 256 patterns"):
        alternatives("{a,b}" * 9)
    with pytest.raises(ValueError, match="over 256"):
        alternatives("{" + "," * 5000 + "}")


def test_many_stars_take_no_time() -> None:
    assert not covers("*a" * 100 + "b", "a" * 255)


@given(st.text("ab*{},/", max_size=12), st.text("ab/{}", max_size=12))
def test_without_braces_a_pattern_is_what_a_slow_matcher_says(pattern: str, path: str) -> None:
    if not pattern:
        return

    def slow(pattern: str, path: str) -> bool:
        if not pattern:
            return not path or path[0] == "/"
        if pattern[0] == "*":
            stars = slow(pattern[1:], path)
            return stars or bool(path and path[0] != "/" and slow(pattern, path[1:]))
        return bool(path) and path[0] == pattern[0] and slow(pattern[1:], path[1:])

    assert covers(pattern, path) == any(slow(each, path) for each in alternatives(pattern))


@given(st.text("ab{},", max_size=20))
def test_alternatives_have_no_braces_that_could_be_expanded(pattern: str) -> None:
    try:
        found = alternatives(pattern)
    except ValueError:
        return
    assert found
    assert all(alternatives(each) == [each] for each in found)

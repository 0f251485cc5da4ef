"""Excerpts: whatever a program writes, what is shown is text that does nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.judge.excerpt import shown


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain\ttext\n", "plain\ttext\n"),
        (b"two\r\nlines\r\n", "two\nlines\n"),
        ("Grüße, 世界 😀".encode(), "Grüße, 世界 😀"),
        (b"a\0b", "a\\x00b"),
        (b"\x1b[2Jcleared", "\\x1b[2Jcleared"),
        (b"over\rwritten", "over\\rwritten"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        ("\u202eback".encode(), "\\u202eback"),
        ("\U000e0001".encode(), "\\U000e0001"),
    ],
)
def test_what_is_shown(data: bytes, text: str) -> None:
    assert shown(data) == text


@given(st.binary())
def test_nothing_that_is_shown_moves_a_cursor_or_breaks_a_database(data: bytes) -> None:
    text = shown(data)

    assert all(char.isprintable() or char in "\n\t" for char in text)

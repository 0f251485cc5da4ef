"""Tables: they fit, they align, and nothing in them reaches the terminal as a command."""

import click
import pytest

from pyworker.operate.table import Cell, Column, clean, cut, table

COLUMNS = (Column("NAME", least=4), Column("SIZE", right=True), Column("NOTE", least=6, spare=1))
ROWS = [("default", "7", "short"), ("low", "12,000", "a note that goes on and on")]


def plain(lines: list[str]) -> list[str]:
    return [click.unstyle(line) for line in lines]


def test_columns_are_as_wide_as_what_is_in_them_where_nothing_limits_them() -> None:
    lines = plain(table(COLUMNS, ROWS, None))

    assert lines == [
        "NAME       SIZE  NOTE",
        "default       7  short",
        "low      12,000  a note that goes on and on",
    ]


def test_the_widest_column_shrinks_first() -> None:
    lines = plain(table(COLUMNS, ROWS, 30))

    assert lines[1:] == ["default       7  short", "low      12,000  a note that …"]


@pytest.mark.parametrize("width", range(20, 60))
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, plain(table(COLUMNS, ROWS, width)))) <= width


def test_a_spare_column_goes_where_the_others_would_not_fit() -> None:
    lines = plain(table(COLUMNS, ROWS, 19))

    assert lines == ["NAME       SIZE", "default       7", "low      12,000"]


def test_a_table_without_rows_is_its_heading() -> None:
    assert plain(table(COLUMNS, [], 80)) == ["NAME  SIZE  NOTE"]


def test_a_coloured_cell_is_aligned_by_its_text() -> None:
    lines = table((Column("A"), Column("B")), [(Cell("x", "red"), "1"), ("yyy", "2")], None)

    assert lines[1] == click.style("x", fg="red") + "    1"
    assert plain(lines)[1:] == ["x    1", "yyy  2"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "·[31mred·[0m"),
        ("two\nlines\tand\ra return", "two lines and a return"),
        ("\u202eright to left", "·right to left"),
        ("\udc80 no text", "· no text"),
        ("Zoë 東京", "Zoë 東京"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("東京タワー", 6, "東京…"),
        ("e\u0301e", 2, "e\u0301e"),
    ],
)
def test_a_cut_text_counts_the_columns_of_its_characters(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown

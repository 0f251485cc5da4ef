"""Tables of text that fit the terminal: wide columns shrink first, spare ones go."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import click

GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        least: it may shrink to so many characters; 0 means that it may not shrink.
        spare: left out where the others would not fit; the greatest goes first.
    """

    title: str
    right: bool = False
    least: int = 0
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with a colour's name, as click knows them."""

    text: str
    colour: str


Row = Sequence[str | Cell]


def table(columns: Sequence[Column], rows: Sequence[Row], width: int | None) -> list[str]:
    """Return the lines of a table, its heading first.

    Args:
        columns: as many as each row has cells.
        rows: texts from anywhere; control characters are shown, not obeyed.
        width: characters that a line may have; None for as many as it takes.
    """
    cells = [[_cell(cell) for cell in row] for row in rows]
    natural = [
        max([len(column.title), *(_width(row[index].text) for row in cells)])
        for index, column in enumerate(columns)
    ]
    kept = _kept(columns, natural, width)
    shown = [columns[i] for i in kept]
    widths = _fitted(shown, [natural[i] for i in kept], width)
    heading = _line([Cell(column.title, "") for column in shown], shown, widths)
    lines = [_line([row[i] for i in kept], shown, widths) for row in cells]
    return [click.style(heading, bold=True), *lines]


def clean(text: str) -> str:
    """Replace what a terminal would obey: an error's message may come from anybody."""
    return "".join(char if char.isprintable() else " " if char.isspace() else "·" for char in text)


def cut(text: str, width: int) -> str:
    """Shorten a text to so many columns of a terminal, ending in an ellipsis."""
    if _width(text) <= width:
        return text
    kept = text[: width - 1]
    while _width(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…"


def _cell(cell: str | Cell) -> Cell:
    return Cell(clean(cell), "") if isinstance(cell, str) else Cell(clean(cell.text), cell.colour)


def _kept(columns: Sequence[Column], natural: Sequence[int], width: int | None) -> list[int]:
    """Choose the columns whose least widths fit."""
    kept = list(range(len(columns)))
    spare = sorted((i for i in kept if columns[i].spare), key=lambda i: columns[i].spare)
    while width is not None and spare:
        least = [min(natural[i], columns[i].least or natural[i]) for i in kept]
        if sum(least) + len(GAP) * (len(kept) - 1) <= width:
            break
        kept.remove(spare.pop())
    return kept


def _fitted(columns: Sequence[Column], natural: Sequence[int], width: int | None) -> list[int]:
    """Take from the widest column that may still shrink, until the line fits."""
    widths = list(natural)
    while width is not None and sum(widths) + len(GAP) * (len(widths) - 1) > width:
        shrinkable = [i for i, c in enumerate(columns) if c.least and widths[i] > c.least]
        if not shrinkable:
            break
        widths[max(shrinkable, key=lambda i: widths[i])] -= 1
    return widths


def _line(cells: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int]) -> str:
    parts = []
    for cell, column, width in zip(cells, columns, widths, strict=True):
        text = cut(cell.text, width)
        padding = " " * (width - _width(text))
        styled = click.style(text, fg=cell.colour) if cell.colour else text
        parts.append(padding + styled if column.right else styled + padding)
    return GAP.join(parts).rstrip()


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )

"""Readers: what a checker sees of some bytes, piece by piece, with all that it ignores left out.

Each reader marks the bytes of a chunk that it drops, at the speed of vector instructions, and then
copies the others. What lies around a chunk is looked up in the data, so that a reader can begin at
any offset. Pieces of two sides need not have the same length; ``walk`` copes with that.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pyworker.judge.checkers.data import BLANK, WHITE, Data

Octets = NDArray[np.uint8]
Mask = NDArray[np.bool_]

SPACE, LINE_FEED, RETURN = 32, 10, 13
SMALL_LETTERS = bytes(range(256)).lower()


class Reader(ABC):
    """Reads some bytes from ``start`` to ``end``, which a subclass may draw closer."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.start, self.end = 0, len(data)

    def pieces(self, at: int) -> Iterator[tuple[int, bytes]]:
        """Yield the offset of each chunk from ``at`` on, and what is left of the chunk."""
        for low, raw in self.data.chunks(max(at, self.start), self.end):
            yield low, self._text(low, raw)

    @abstractmethod
    def offset(self, low: int, index: int) -> int:
        """Return where a byte comes from: the one at ``index`` of the piece of offset ``low``."""

    @abstractmethod
    def _text(self, low: int, raw: bytes) -> bytes:
        """Return what is left of a chunk."""


class Whole(Reader):
    """Every byte."""

    def _text(self, low: int, raw: bytes) -> bytes:
        return raw

    def offset(self, low: int, index: int) -> int:
        return low + index


class Marking(Reader):
    """Marks what it leaves out; ``fold`` takes capitals for small letters, in ASCII alone."""

    def __init__(self, data: Data, *, fold: bool = False) -> None:
        super().__init__(data)
        self._table = SMALL_LETTERS if fold else None

    def offset(self, low: int, index: int) -> int:
        raw = self.data.part(low, min(low + self.data.chunk, self.end))
        _, dropped = self._marked(low, raw)
        return low + int(np.flatnonzero(~dropped)[index])

    def _text(self, low: int, raw: bytes) -> bytes:
        values, dropped = self._marked(low, raw)
        return _without(values, dropped, self._table)

    @abstractmethod
    def _marked(self, low: int, raw: bytes) -> tuple[Octets, Mask]:
        """Return a chunk as the checker sees it, and which bytes of it the checker does not see."""


class Bare(Marking):
    """All but white space."""

    def _text(self, low: int, raw: bytes) -> bytes:
        return raw.translate(self._table, WHITE)

    def _marked(self, low: int, raw: bytes) -> tuple[Octets, Mask]:
        values = np.frombuffer(raw, np.uint8)
        return values, _white(values)


class Tokens(Marking):
    """Tokens, with one space between two of them."""

    def __init__(self, data: Data, *, fold: bool = False) -> None:
        super().__init__(data, fold=fold)
        self.start, self.end = data.skip(WHITE, 0), data.skip_back(len(data))

    def _marked(self, low: int, raw: bytes) -> tuple[Octets, Mask]:
        values = np.frombuffer(raw, np.uint8)
        white = _white(values)
        dropped = np.empty_like(white)
        np.logical_and(white[1:], white[:-1], out=dropped[1:])
        dropped[0] = white[0] and self.data.part(low - 1, low).isspace()
        return _replaced(values, white, SPACE), dropped


class Stripped(Marking):
    """Without white space at both ends, and with LF for CR LF."""

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.start, self.end = data.skip(WHITE, 0), data.skip_back(len(data))

    def _marked(self, low: int, raw: bytes) -> tuple[Octets, Mask]:
        values = np.frombuffer(raw, np.uint8)
        dropped = values == RETURN
        dropped[:-1] &= values[1:] == LINE_FEED
        behind = low + len(raw)
        dropped[-1] &= self.data.part(behind, behind + 1) == b"\n"
        return values, dropped


class Lines(Marking):
    """Lines without the white space at their ends; empty lines at the very end are left out."""

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.end = data.skip_back(len(data))
        self._run = range(0)  # the last run of blanks that was followed: a long one is read once

    def _marked(self, low: int, raw: bytes) -> tuple[Octets, Mask]:
        values = np.frombuffer(raw, np.uint8)
        feeds = values == LINE_FEED
        blank = _white(values)
        blank &= ~feeds
        dropped = blank.copy()
        dropped[:-1] &= feeds[1:]
        dropped[-1] &= blank[-1] and self._line_ends(low + len(raw))
        _spread_back(dropped, blank)
        return values, dropped

    def _line_ends(self, at: int) -> bool:
        """Tell whether nothing but blanks lies between ``at`` and a line feed."""
        if at not in self._run:
            self._run = range(at, self.data.skip(BLANK, at) + 1)
        return self.data.part(self._run.stop - 1, self._run.stop) == b"\n"


def _white(values: Octets) -> Mask:
    white: Mask = values - np.uint8(9) < 5  # \t \n \v \f \r; unsigned, smaller bytes wrap around
    white |= values == SPACE
    return white


def _replaced(values: Octets, where: Mask, by: int) -> Octets:
    """Copy values, with others in their place; by arithmetic, as numpy's masks go run by run."""
    ones = np.negative(where.view(np.uint8))  # 0 or 255
    kept = values & ~ones
    ones &= np.uint8(by)
    kept |= ones
    return kept


def _spread_back(dropped: Mask, blank: Mask) -> None:
    """Drop all of a run of blanks whose last byte is dropped.

    The steps double: after n of them, runs of 2**n bytes are done. A step that finds nothing is
    the last one, for a longer run would have had a byte there.
    """
    run, step = blank, 1
    while step < dropped.size:
        more = run[:-step] & dropped[step:]
        more &= ~dropped[:-step]
        if not more.any():
            return
        dropped[:-step] |= more
        run = run[:-step] & run[step:]
        run = np.append(run, np.zeros(step, np.bool_))
        step *= 2


def _without(values: Octets, dropped: Mask, table: bytes | None) -> bytes:
    """Copy the bytes that are not dropped, and translate them by a table.

    The fastest way to leave bytes out is ``bytes.translate``, which goes by value: so dropped bytes
    become carriage returns, where no other byte is one.
    """
    count = np.count_nonzero(dropped)
    if not count:
        text = values.tobytes()
        return text.translate(table) if table else text
    marked = _replaced(values, dropped, RETURN)
    if np.count_nonzero(marked == RETURN) == count:
        return marked.tobytes().translate(table, b"\r")
    text = values.compress(~dropped).tobytes()
    return text.translate(table) if table else text

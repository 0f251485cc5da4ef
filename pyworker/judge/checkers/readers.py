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

SPARSE = 16  # fewer than one byte of so many is dropped: longer runs are copied at once
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
    """Marks what it leaves out."""

    def offset(self, low: int, index: int) -> int:
        raw = self.data.part(low, min(low + self.data.chunk, self.end))
        _, dropped = self._marked(low, raw)
        return low + int(np.flatnonzero(~dropped)[index])

    def _text(self, low: int, raw: bytes) -> bytes:
        values, dropped = self._marked(low, raw)
        return _without(values, dropped).tobytes()

    @abstractmethod
    def _marked(self, low: int, raw: bytes) -> tuple[Octets, Mask]:
        """Return a chunk as the checker sees it, and which bytes of it the checker does not see."""


class Bare(Marking):
    """All but white space; ``fold`` takes capitals for small letters, in ASCII alone."""

    def __init__(self, data: Data, *, fold: bool = False) -> None:
        super().__init__(data)
        self._table = SMALL_LETTERS if fold else None

    def _text(self, low: int, raw: bytes) -> bytes:
        return raw.translate(self._table, WHITE)

    def _marked(self, low: int, raw: bytes) -> tuple[Octets, Mask]:
        values = np.frombuffer(raw, np.uint8)
        return values, _white(values)


class Tokens(Marking):
    """Tokens, with one space between two of them; ``fold`` as for ``Bare``."""

    def __init__(self, data: Data, *, fold: bool = False) -> None:
        super().__init__(data)
        self._fold = fold
        self.start, self.end = data.skip(WHITE, 0), data.skip_back(len(data))

    def _marked(self, low: int, raw: bytes) -> tuple[Octets, Mask]:
        values = np.frombuffer(raw, np.uint8)
        white = _white(values)
        dropped = np.empty_like(white)
        np.logical_and(white[1:], white[:-1], out=dropped[1:])
        dropped[0] = white[0] and self.data.part(low - 1, low).isspace()
        return _spaced(_small(values) if self._fold else values, white), dropped


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


def _small(values: Octets) -> Octets:
    """Copy values with small letters for capitals."""
    capitals: Mask = values - np.uint8(65) < 26  # A to Z
    letters = values.copy()
    letters += capitals.view(np.uint8) * np.uint8(32)
    return letters


def _spaced(values: Octets, white: Mask) -> Octets:
    """Copy values with a space for white space of any kind, none of which is above a space."""
    spaces: Octets = white.view(np.uint8) * np.uint8(SPACE)
    np.maximum(values, spaces, out=spaces)
    return spaces


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


def _without(values: Octets, dropped: Mask) -> Octets:
    """Copy the bytes that are not dropped, in the way that is the fastest for how many there are.

    numpy's masks copy run by run. Its compress takes the same time for any pattern, as does none
    of the methods of bytes that leave something out: branches that no processor can predict.
    """
    count = np.count_nonzero(dropped)
    if not count:
        return values
    kept = ~dropped
    return values[kept] if count * SPARSE < values.size else values.compress(kept)

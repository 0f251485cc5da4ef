"""Tokens and lines as objects, for what must look at each of them; some chunks' worth at a time.

One that is as long as a chunk or longer is not held: a digest stands in its place.
"""

import re
from collections.abc import Callable, Iterator
from itertools import islice

from pyworker.judge.checkers.data import WHITE, Data

TOKEN = re.compile(rb"\S+")  # of bytes: what is none of the six of WHITE

DIGEST = b" #"  # before a digest; no token begins with a space


class TokenItems:
    """Tokens between white space; ``fold`` takes capitals for small letters."""

    def __init__(self, data: Data, *, fold: bool = False) -> None:
        self._data = data
        self._fold = fold
        self.end = data.skip_back(len(data))

    def pieces(self, at: int) -> Iterator[tuple[int, list[bytes]]]:
        """Yield the tokens of one chunk after the other; ``at`` is the beginning of one."""
        return _pieces(self._data, at, bytes.split, WHITE, fold=self._fold)

    def offset(self, low: int, index: int) -> int:
        """Return where the token at ``index`` of the piece of offset ``low`` begins."""
        chunk = self._data.part(low, low + self._data.chunk)
        return low + next(islice(TOKEN.finditer(chunk), index, None)).start()


def lines(data: Data, at: int) -> Iterator[bytes]:
    """Yield the lines that are not empty, without the white space at their ends."""
    for _, piece in _pieces(data, at, _split_lines, b"\n"):
        yield from filter(None, map(bytes.rstrip, piece))


def _split_lines(chunk: bytes) -> list[bytes]:
    return chunk.split(b"\n")


def _pieces(
    data: Data, at: int, split: Callable[[bytes], list[bytes]], ends: bytes, *, fold: bool = False
) -> Iterator[tuple[int, list[bytes]]]:
    while at < len(data):
        chunk = data.part(at, at + data.chunk)
        items = split(chunk.lower() if fold else chunk)
        behind = at + len(chunk)
        if len(items) == 1 and len(items[0]) == data.chunk:
            behind = data.find(ends, at)
            items = [_long(data, at, data.skip_back(behind, at), fold=fold)]
        elif behind < len(data) and chunk[-1] not in ends:
            behind -= len(items.pop())  # it goes on in the next chunk, perhaps
        yield at, items
        at = behind


def _long(data: Data, start: int, end: int, *, fold: bool) -> bytes:
    if end - start >= data.chunk:
        return DIGEST + data.digest(start, end, fold=fold)
    item = data.part(start, end)  # a line that is long by white space at its end
    return item.lower() if fold else item

"""Two readers side by side, up to the first difference that counts."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

Item = TypeVar("Item", covariant=True)  # a byte (int), or a token (bytes)


class Pieces(Protocol[Item]):
    """What is read: pieces, each with the offset by which ``offset`` finds its items again."""

    @property
    def end(self) -> int:
        """Where there is nothing more to read."""

    def pieces(self, at: int) -> Iterator[tuple[int, Sequence[Item]]]:
        """Read from an offset on."""

    def offset(self, low: int, index: int) -> int:
        """Return the offset of an item."""


class Cursor(Generic[Item]):
    """A place in what a reader reads."""

    def __init__(self, reader: Pieces[Item], at: int) -> None:
        self._reader = reader
        self._pieces = reader.pieces(at)
        self._low = at
        self._piece: Sequence[Item] = ()
        self._index = 0
        self.ended = False

    def fill(self) -> bool:
        """Go on to the next piece where this one was read; tell whether there is anything."""
        while not self.ended and self._index == len(self._piece):
            self._low, self._piece = next(self._pieces, (-1, ()))
            self._index = 0
            self.ended = self._low < 0
        return not self.ended

    def __len__(self) -> int:
        return len(self._piece) - self._index

    def ahead(self, size: int) -> Sequence[Item]:
        """Return the next items of this piece."""
        return self._piece[self._index : self._index + size]

    def skip(self, size: int) -> None:
        """Pass items of this piece."""
        self._index += size

    @property
    def offset(self) -> int:
        """Where the next item comes from, in the data."""
        return self._reader.end if self.ended else self._reader.offset(self._low, self._index)


def walk(
    one: Cursor[Item], other: Cursor[Item], alike: Callable[[Item, Item], bool] | None = None
) -> bool:
    """Move both to the first difference; False where there is none up to both ends.

    ``alike`` says of two items that are not equal whether they pass nevertheless.
    """
    while one.fill() & other.fill():  # both, always
        size = min(len(one), len(other))
        ours, theirs = one.ahead(size), other.ahead(size)
        if ours != theirs:
            size = _first(ours, theirs, alike)
        one.skip(size)
        other.skip(size)
        if size < len(ours):
            return True
    return not (one.ended and other.ended)


def _first(
    ours: Sequence[Item], theirs: Sequence[Item], alike: Callable[[Item, Item], bool] | None
) -> int:
    for index, (mine, yours) in enumerate(zip(ours, theirs, strict=True)):
        if mine != yours and not (alike and alike(mine, yours)):
            return index
    return len(ours)

"""Checkers that read both sides the same way and accept where nothing differs in what is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from pyworker.judge.checkers.data import Data
from pyworker.judge.checkers.excerpt import Unit
from pyworker.judge.checkers.readers import Bare, Reader
from pyworker.judge.checkers.walk import Cursor, walk
from pyworker.judge.judgement import Difference

Places = tuple[int, int]  # an offset of the answer, one of the output


class Mismatch(NamedTuple):
    """An output that is not accepted.

    Attributes:
        at: where the first difference is.
        alike: a place before which both are the same but for white space, and case if ignored.
    """

    at: Places
    alike: Places


class Checker(Protocol):
    """A checker with its options."""

    @property
    def fold(self) -> bool:
        """Whether capitals are taken for small letters, in ASCII alone."""

    def mismatch(self, answer: Data, output: Data, start: int) -> Mismatch | None:
        """Return what is wrong; both are the same before ``start``."""

    def difference(self, answer: Data, output: Data, mismatch: Mismatch) -> Difference | None:
        """Show what is wrong to a person."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Accepts where a reader reads the same on both sides."""

    reader: Callable[[Data], Reader]
    unit: Unit
    fold: bool = False

    def mismatch(self, answer: Data, output: Data, start: int) -> Mismatch | None:
        """Find the first difference."""
        at = differ(self.reader(answer), self.reader(output), (start, start))
        return at and Mismatch(at, at)

    def difference(self, answer: Data, output: Data, mismatch: Mismatch) -> Difference:
        """Show the token or line there."""
        return self.unit.difference(answer, output, mismatch.at)


def differ(answer: Reader, output: Reader, start: Places) -> Places | None:
    """Return where two readers first read something different."""
    one, other = Cursor(answer, start[0]), Cursor(output, start[1])
    return (one.offset, other.offset) if walk(one, other) else None


def same_but_for_white(answer: Data, output: Data, since: Places, *, fold: bool) -> bool:
    """Tell whether both are the same once all white space is left out, from two places on."""
    return differ(Bare(answer, fold=fold), Bare(output, fold=fold), since) is None

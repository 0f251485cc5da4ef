"""Lines in any order."""

from collections import Counter
from dataclasses import dataclass

from pyworker.judge.checkers.data import Data
from pyworker.judge.checkers.excerpt import LONGEST, printable
from pyworker.judge.checkers.items import lines
from pyworker.judge.checkers.readers import Lines
from pyworker.judge.checkers.reading import Mismatch, differ
from pyworker.judge.judgement import Difference

EXPLAINED = 1 << 20  # bytes of both sides; the lines of more would take too much memory


@dataclass(frozen=True, slots=True)
class UnorderedLines:
    """Accepts where both have the same lines equally often; white space at their ends is ignored.

    Empty lines are ignored as well: in no order, they are no less at the end than elsewhere.

    Lines are not kept: the sums of their hashes are compared. Sums of different lines are equal
    once in 2**64 times. They could be aimed at only by who knows the answer's, and so the answer.
    """

    fold: bool = False

    def mismatch(self, answer: Data, output: Data, start: int) -> Mismatch | None:
        """Compare sums, from the first line that is not the same in order."""
        at = differ(Lines(answer), Lines(output), (start, start))
        if at is None or _sum(answer, at[0]) == _sum(output, at[1]):
            return None
        return Mismatch(at, at)

    def difference(self, answer: Data, output: Data, mismatch: Mismatch) -> Difference | None:
        """Show the first line that the output lacks, and the first that it should not have.

        ``line`` is behind the answer's last where the output lacks none. None for long files.
        """
        if len(answer) + len(output) > EXPLAINED:
            return None
        ours, theirs = _rows(answer), _rows(output)
        lacking, surplus = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
        line, expected = _first(ours, lacking)
        _, got = _first(theirs, surplus)
        return Difference(line, _shown(expected), _shown(got))


def _rows(data: Data) -> list[bytes]:
    return [line.rstrip() for line in data.part(0, len(data)).split(b"\n")]


def _first(rows: list[bytes], among: Counter[bytes]) -> tuple[int, bytes]:
    """Return number and text of the first row that is there; behind the last where none is."""
    found = ((number, row) for number, row in enumerate(rows, 1) if row and row in among)
    return next(found, (len(rows) + 1, b""))


def _shown(row: bytes) -> str:
    return printable(row[:LONGEST], after=len(row) > LONGEST)


def _sum(data: Data, at: int) -> int:
    return sum(map(hash, lines(data, data.find_back(b"\n", at))))

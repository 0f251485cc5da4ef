r"""The first difference, in a few words that a person can be shown.

Bytes may be anything: what cannot be printed is written as in Python's source (\r, \x00), so that
an excerpt is one line of harmless text, whoever shows it.
"""

from dataclasses import dataclass

from pyworker.judge.checkers.data import BLANK, WHITE, Data
from pyworker.judge.judgement import Difference

LONGEST = 200  # characters
BEFORE = 40  # bytes shown before the difference: it is seen even where each takes four characters
CUT = "..."


@dataclass(frozen=True, slots=True)
class Unit:
    """What is shown: a token or a line.

    Attributes:
        ends: bytes that end one.
        whole: show what ends it as well.
        steps: where one side has no more units, show none of it, and the other side's next one.
    """

    ends: bytes
    whole: bool = False
    steps: bool = True

    def difference(self, answer: Data, output: Data, at: tuple[int, int]) -> Difference:
        """Show the units at two offsets; the line behind the answer's last where it has ended."""
        line = answer.line_feeds(at[0]) + 1
        if self._has_more(output, at[1], answer, at[0]):
            return Difference(
                line + bool(at[0]), "", self._excerpt(output, output.skip(WHITE, at[1]))
            )
        if self._has_more(answer, at[0], output, at[1]):
            more = answer.skip(WHITE, at[0])
            return Difference(answer.line_feeds(more) + 1, self._excerpt(answer, more), "")
        return Difference(line, self._excerpt(answer, at[0]), self._excerpt(output, at[1]))

    def _has_more(self, one: Data, at: int, other: Data, other_at: int) -> bool:
        """Tell whether only one side goes on, and not in the same unit."""
        if not self.steps or at == len(one) or other_at < other.skip_back(len(other)):
            return False
        if one.find_back(self.ends, at) == at:
            return True
        return any(one.find(self.ends, place) == place for place in (at, one.skip(BLANK, at)))

    def _excerpt(self, data: Data, at: int) -> str:
        start, end = data.find_back(self.ends, at), data.find(self.ends, at)
        if self.whole:
            end = min(end + 1, len(data))
        low = max(start, at - BEFORE)
        high = min(end, low + LONGEST)
        raw = data.part(low, high)
        return printable(raw if self.whole else raw.rstrip(), before=low > start, after=high < end)


def printable(raw: bytes, *, before: bool = False, after: bool = False) -> str:
    """Write bytes as printable text, up to ``LONGEST``; marked where there are others around it."""
    text = raw.decode(errors="backslashreplace")
    escaped = CUT * before + "".join(map(_escaped, text))
    if len(escaped) > LONGEST or after:
        return escaped[: LONGEST - len(CUT)] + CUT
    return escaped


def _escaped(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]

"""Tokens, of which numbers may differ by a tolerance."""

import math
from dataclasses import dataclass

from pyworker.judge.checkers.data import WHITE, Data
from pyworker.judge.checkers.excerpt import Unit
from pyworker.judge.checkers.items import TokenItems
from pyworker.judge.checkers.readers import Tokens
from pyworker.judge.checkers.reading import Mismatch, differ
from pyworker.judge.checkers.walk import Cursor, walk
from pyworker.judge.judgement import Difference


@dataclass(frozen=True, slots=True)
class Floats:
    """Compares a token as a number where the answer's is one, otherwise as text.

    A number passes within ``absolute`` of the answer's, or within ``relative`` times it. NaN and
    infinities equal themselves alone.
    """

    absolute: float = 0
    relative: float = 0
    fold: bool = False

    def mismatch(self, answer: Data, output: Data, start: int) -> Mismatch | None:
        """Find the first token that is wrong; equal ones are passed as bytes, not as numbers."""
        readers = Tokens(answer, fold=self.fold), Tokens(output, fold=self.fold)
        alike = differ(*readers, (start, start))
        if alike is None:
            return None
        starts = answer.find_back(WHITE, alike[0]), output.find_back(WHITE, alike[1])
        one = Cursor(TokenItems(answer, fold=self.fold), starts[0])
        other = Cursor(TokenItems(output, fold=self.fold), starts[1])
        if not walk(one, other, self.close):
            return None
        at = one.offset, other.offset
        return Mismatch(alike if at == starts else at, alike)

    def difference(self, answer: Data, output: Data, mismatch: Mismatch) -> Difference:
        """Show the token there."""
        return Unit(WHITE).difference(answer, output, mismatch.at)

    def close(self, expected: bytes, got: bytes) -> bool:
        """Tell whether a token passes for another one."""
        wanted, given = number(expected), number(got)
        if wanted is None or given is None:
            return expected == got
        if math.isfinite(wanted) and math.isfinite(given):
            away = abs(wanted - given)
            return away <= self.absolute or away <= self.relative * abs(wanted)
        return wanted == given or (math.isnan(wanted) and math.isnan(given))


def number(token: bytes) -> float | None:
    """Read what strtod of C reads in decimal, NaN and infinities included.

    No number are: hexadecimal forms, which programs do not print; underscores, which only Python
    reads; and what lies beyond a double's range, as all such numbers would be equal.
    """
    if b"_" in token:
        return None
    try:
        value = float(token)
    except ValueError:
        return None
    beyond = math.isinf(value) and not token[-1:].isalpha()
    return None if beyond else value

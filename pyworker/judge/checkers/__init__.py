"""Built-in checkers: is this output right, given that answer? Pure: bytes in, a value out.

``check`` first compares the two as they are, chunk by chunk. Most right outputs end here, at the
speed of memcmp, and numpy is not even imported. From the first chunk that differs on, the checker
of the ``table`` goes over the rest.

- ``reading``: a reader of ``readers`` leaves out of each side what the checker ignores, and
  ``walk`` goes along both until something differs. exact, lines, stripped, tokens.
- ``floats``: the same as for tokens; from the first token that differs on, token by token
  (``items``), the unequal ones as numbers.
- ``unordered``: the same as for lines; from the first line that differs on, by sums of hashes.

What is not accepted is gone over once more without any white space, from the first difference on:
where nothing differs then, it is a presentation error. ``excerpt`` shows the first difference.

``data`` holds the bytes of one side. They are read in chunks of 128 KiB, so that 50 MB take little
memory, in one line as in 25 million tokens. White space is what isspace of C is in the C locale.
Nothing is decoded: NUL and invalid UTF-8 are bytes like others.
"""

from typing import NamedTuple

from pyworker.judge.checkers.choice import UnknownChecker, refuse_unknown
from pyworker.judge.checkers.data import Buffer, Data, same_chunks
from pyworker.judge.judgement import Difference
from pyworker.judge.problem import CheckerChoice

__all__ = ["Buffer", "Checked", "UnknownChecker", "check", "compare", "refuse_unknown"]


class Checked(NamedTuple):
    """What a checker says of an output.

    Attributes:
        presentation: not accepted, and the same as the answer once all white space is left out of
            both; for a checker that ignores case, the same but for case.
        difference: the first one, where it was asked for; excerpts have up to 200 characters.
    """

    accepted: bool
    presentation: bool = False
    difference: Difference | None = None


def check(
    choice: CheckerChoice, answer: Buffer, output: Buffer, *, explain: bool = False
) -> Checked:
    """Check an output against the answer; ``explain`` shows where it is wrong.

    Raises:
        UnknownChecker: see ``refuse_unknown``.
    """
    refuse_unknown(choice)
    return compare(choice, Data(answer), Data(output), explain=explain)


def compare(choice: CheckerChoice, answer: Data, output: Data, *, explain: bool) -> Checked:
    """Check data of any chunk size, by a choice that is known."""
    same = same_chunks(answer, output)
    if same == len(answer) == len(output):
        return Checked(accepted=True)
    return _compare_on(choice, answer, output, answer.skip_back(same), explain=explain)


def _compare_on(
    choice: CheckerChoice, answer: Data, output: Data, start: int, *, explain: bool
) -> Checked:
    # here, as numpy takes longer to import than most outputs to check
    from pyworker.judge.checkers.reading import same_but_for_white
    from pyworker.judge.checkers.table import checker

    made = checker(choice)
    mismatch = made.mismatch(answer, output, start)
    if mismatch is None:
        return Checked(accepted=True)
    presentation = same_but_for_white(answer, output, mismatch.alike, fold=made.fold)
    difference = made.difference(answer, output, mismatch) if explain else None
    return Checked(accepted=False, presentation=presentation, difference=difference)

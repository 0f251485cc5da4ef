"""From a choice to a checker."""

from pyworker.judge.checkers.data import WHITE, Data
from pyworker.judge.checkers.excerpt import Unit
from pyworker.judge.checkers.floats import Floats
from pyworker.judge.checkers.readers import Lines, Stripped, Tokens, Whole
from pyworker.judge.checkers.reading import Checker, Reading
from pyworker.judge.checkers.unordered import UnorderedLines
from pyworker.judge.problem import CheckerChoice

FEED = b"\n"


def _folded(data: Data) -> Tokens:
    return Tokens(data, fold=True)


CHECKERS: dict[str, Checker] = {
    "exact": Reading(Whole, Unit(FEED, whole=True, steps=False)),
    "lines": Reading(Lines, Unit(FEED)),
    "stripped": Reading(Stripped, Unit(FEED, whole=True)),
    "tokens": Reading(Tokens, Unit(WHITE)),
    "tokens-ignore-case": Reading(_folded, Unit(WHITE), fold=True),
    "unordered-lines": UnorderedLines(),
}


def checker(choice: CheckerChoice) -> Checker:
    """Return the checker of a choice that ``refuse_unknown`` has let pass."""
    if choice.name == "floats":
        absolute, relative = choice.options.get("absolute", 0), choice.options.get("relative", 0)
        return Floats(absolute, relative, fold=bool(choice.options.get("ignore_case", False)))
    return CHECKERS[choice.name]

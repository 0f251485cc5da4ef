"""The checkers there are, by name, with their options."""

import sys
from collections.abc import Mapping

from pyworker.errors import PyworkerError
from pyworker.judge.problem import CheckerChoice

OPTIONS: Mapping[str, Mapping[str, type]] = {
    "exact": {},
    "lines": {},
    "stripped": {},
    "tokens": {},
    "tokens-ignore-case": {},
    "floats": {"absolute": float, "relative": float, "ignore_case": bool},
    "unordered-lines": {},
}


class UnknownChecker(PyworkerError):
    """A problem asks for a checker, an option or a value of it that there is not."""


def refuse_unknown(choice: CheckerChoice) -> None:
    """Check a choice before anything is judged by it.

    Raises:
        UnknownChecker: names the checker or the option, and what there is.
    """
    if choice.name not in OPTIONS:
        raise UnknownChecker(f"there is no checker {choice.name!r}; take one of {_list(OPTIONS)}")
    options = OPTIONS[choice.name]
    for option, value in choice.options.items():
        if option not in options:
            there = f"its options are {_list(options)}" if options else "it has no options"
            raise UnknownChecker(f"checker {choice.name!r} has no option {option!r}; {there}")
        _refuse_value(f"checker {choice.name!r}: option {option!r}", value, options[option])


def _refuse_value(option: str, value: object, kind: type) -> None:
    if kind is bool and not isinstance(value, bool):
        raise UnknownChecker(f"{option} is {value!r}; give true or false")
    if kind is float and not _is_tolerance(value):
        raise UnknownChecker(f"{option} is {value!r}; give a number that is not below 0")


def _is_tolerance(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, float | int):
        return False
    return 0 <= value <= sys.float_info.max


def _list(names: Mapping[str, object]) -> str:
    return ", ".join(names)

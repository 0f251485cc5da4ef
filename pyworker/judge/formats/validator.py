"""The format's default output validator, as one of our checkers.

Source: problem package format, legacy and 2025-09, "Default output validator specification".
"""

from collections.abc import Sequence

from pyworker.judge.problem import CheckerChoice

_SWITCHES = ("case_sensitive", "space_change_sensitive")
_TOLERANCES = {
    "float_tolerance": ("absolute", "relative"),
    "float_absolute_tolerance": ("absolute",),
    "float_relative_tolerance": ("relative",),
}


def checker(arguments: Sequence[str]) -> CheckerChoice:
    """Return the checker that does what the default validator does with these arguments.

    Without arguments: tokens, whatever their case.

    Raises:
        ValueError: no argument of the default validator, or no checker of ours does the same.
    """
    switches, tolerances = _read(arguments)
    if tolerances and "space_change_sensitive" in switches:
        raise ValueError(
            "a tolerance beside space_change_sensitive has no checker here; leave one of them out"
        )
    if tolerances:
        ignore_case = "case_sensitive" not in switches
        return CheckerChoice("floats", {**tolerances, "ignore_case": ignore_case})
    if "space_change_sensitive" in switches:
        # Tokens and white space alike must be the same, so all bytes.
        if "case_sensitive" in switches:
            return CheckerChoice("exact")
        raise ValueError(
            "space_change_sensitive without case_sensitive has no checker here; add case_sensitive"
        )
    return CheckerChoice("tokens" if "case_sensitive" in switches else "tokens-ignore-case")


def _read(arguments: Sequence[str]) -> tuple[set[str], dict[str, float]]:
    switches: set[str] = set()
    tolerances: dict[str, float] = {}
    rest = iter(arguments)
    for argument in rest:
        if argument in _SWITCHES:
            switches.add(argument)
        elif argument in _TOLERANCES:
            value = _tolerance(argument, next(rest, ""))
            for kind in _TOLERANCES[argument]:
                if kind in tolerances:
                    raise ValueError(f"the {kind} tolerance is given twice")
                tolerances[kind] = value
        else:
            raise ValueError(
                f"{argument[:40]!r} is no argument of the default output validator: "
                f"{', '.join((*_SWITCHES, *_TOLERANCES))}"
            )
    if tolerances:
        tolerances = {"absolute": 0.0, "relative": 0.0} | tolerances
    return switches, tolerances


def _tolerance(argument: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise ValueError(f"{argument} needs a number from 0 after it, got {text[:40]!r}")
    return value

"""What a look at the machine comes to."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """MISSING takes a layer away, or all; ADVICE is about times and measures."""

    OK = "ok"
    MISSING = "missing"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a report.

    Attributes:
        name: of the thing looked at.
        text: what was found, and what it means.
        remedy: what to type, as root unless it says otherwise; empty where nothing is to be done.
    """

    state: State
    name: str
    text: str
    remedy: str = ""


def ok(name: str, text: str) -> Finding:
    """Say that nothing is to be done."""
    return Finding(State.OK, name, text)


def missing(name: str, text: str, remedy: str) -> Finding:
    """Say what takes a layer away, and what brings it back."""
    return Finding(State.MISSING, name, text, remedy)


def advice(name: str, text: str, remedy: str) -> Finding:
    """Say what disturbs measures, and what to do about it."""
    return Finding(State.ADVICE, name, text, remedy)

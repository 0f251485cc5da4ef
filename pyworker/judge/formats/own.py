"""``pyworker.yaml`` beside ``problem.yaml``: what the format has no words for.

A file of its own: the format makes unknown keys of ``problem.yaml`` an error for everybody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pyworker.config.values import choice, expected, number, yes_or_no
from pyworker.judge.checkers.choice import OPTIONS
from pyworker.judge.formats.document import Document, load
from pyworker.judge.formats.metadata import limits_of_both, seconds
from pyworker.judge.problem import Case, CheckerChoice, ProblemLimits

FILE = "pyworker.yaml"


@dataclass(frozen=True, slots=True)
class Own:
    """What the file says.

    Attributes:
        stop_at_first: None where the format is to say.
        checker: instead of what the package says of output; None for none.
        points: of a case, by its name, or of each case in a folder, by the folder's.
        by_language: limits that replace the problem's.
    """

    stop_at_first: bool | None = None
    in_order: bool = False
    checker: CheckerChoice | None = None
    points: Mapping[str, float] = field(default_factory=dict)
    by_language: Mapping[str, ProblemLimits] = field(default_factory=dict)


def read(root: Path, limits: ProblemLimits, faults: list[str]) -> Own:
    """Read the file, where there is one; ``limits`` hold where those of a language are silent."""
    if not (root / FILE).exists():
        return Own()
    document = load(root, root / FILE, faults)
    points = document.section("points")
    languages = document.section("by_language")
    own = Own(
        stop_at_first=document.take("stop_at_first", yes_or_no, None),
        in_order=document.take("in_order", yes_or_no, False),
        checker=document.take("checker", _checker, None),
        points={key: points.take(key, number(0), 1.0) for key in points.left()},
        by_language={key: _limits(languages.section(key), limits) for key in languages.left()},
    )
    document.finish()
    return own


def with_points(cases: Sequence[Case], own: Own, faults: list[str]) -> tuple[Case, ...]:
    """Give each case its points: by its own name, by the nearest folder's, or else 1."""
    unused = set(own.points)
    valued = []
    for case in cases:
        path = case.name
        while path and path not in own.points:
            path = path.rpartition("/")[0]
        unused.discard(path)
        valued.append(replace(case, points=own.points.get(path, case.points)))
    faults += [f"{FILE}: points: no case or folder {name!a}" for name in sorted(unused)]
    if valued and not any(case.points for case in valued):
        faults.append(f"{FILE}: points: no case has any; give at least one some")
    return tuple(valued)


def _checker(value: Any) -> CheckerChoice:
    """Read a checker's name, or a mapping of ``name`` and options."""
    given = dict(value) if isinstance(value, dict) else {"name": value}
    name = choice(*OPTIONS)(given.pop("name", None))
    options: dict[str, float | bool] = {}
    for key, said in given.items():
        kind = OPTIONS[name].get(key)
        if kind is None:
            raise expected(
                f"an option of {name}, which has {', '.join(OPTIONS[name]) or 'none'}", key
            )
        try:
            options[key] = yes_or_no(said) if kind is bool else number(0)(said)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
    return CheckerChoice(name, options)


def _limits(document: Document, silent: ProblemLimits) -> ProblemLimits:
    time_s = document.take("time_limit", seconds, silent.time_s)
    limits = limits_of_both(document, replace(silent, time_s=time_s))
    document.finish()
    return limits

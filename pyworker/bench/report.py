"""What was measured: rows of figures beside the peer's, as a table and as JSON."""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEADINGS = ("what", "figure", "peer or limit", "its figure", "ratio", "must reach", "met")
DIGITS = {"jobs/s": 0, "MB": 1}


@dataclass(frozen=True, slots=True)
class Goal:
    """The ratio to reach: so many times the peer's figure at least, or at most."""

    times: float
    least: bool

    def met(self, ratio: float) -> bool:
        return ratio >= self.times if self.least else ratio <= self.times

    def __str__(self) -> str:
        return f"{'at least' if self.least else 'at most'} {self.times:g}"


def at_least(times: float) -> Goal:
    """So many times the peer's figure, or more."""
    return Goal(times, least=True)


def at_most(times: float) -> Goal:
    """So many times the peer's figure, or less."""
    return Goal(times, least=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, as the medians of its runs and of its peer's.

    Attributes:
        figures: one a run.
        peer: the peer's name, or what the limit is.
        peer_figures: one a run; empty where there is no peer.
        goal: None where the figure is only told.
        note: what a reader should know of it.
    """

    scenario: str
    what: str
    unit: str
    figures: Sequence[float]
    peer: str = ""
    peer_figures: Sequence[float] = ()
    goal: Goal | None = None
    note: str = ""

    @property
    def figure(self) -> float:
        return statistics.median(self.figures)

    @property
    def peer_figure(self) -> float | None:
        return statistics.median(self.peer_figures) if self.peer_figures else None

    @property
    def ratio(self) -> float | None:
        return self.figure / self.peer_figure if self.peer_figure else None

    @property
    def met(self) -> bool | None:
        """None where there is nothing to compare."""
        return None if self.goal is None or self.ratio is None else self.goal.met(self.ratio)

    def as_dict(self) -> dict[str, Any]:
        return {
            "scenario": self.scenario,
            "what": self.what,
            "unit": self.unit,
            "figure": self.figure,
            "figures": list(self.figures),
            "peer": self.peer,
            "peer_figure": self.peer_figure,
            "peer_figures": list(self.peer_figures),
            "ratio": self.ratio,
            "must_reach": str(self.goal) if self.goal else None,
            "met": self.met,
            "note": self.note,
        }


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table, aligned for reading as text too."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in (lines[0], rule, *lines[1:])
    )


def as_json(rows: Sequence[Row], facts: Mapping[str, Any]) -> str:
    """Return one line of JSON: facts of machine and run, and the rows."""
    return json.dumps({**facts, "rows": [row.as_dict() for row in rows]})


def _cells(row: Row) -> tuple[str, ...]:
    peer = row.peer_figure
    verdict = {True: "yes", False: "NO", None: ""}[row.met]
    return (
        row.what + (f" ({row.note})" if row.note else ""),
        shown(row.figure, row.unit),
        row.peer,
        "" if peer is None else shown(peer, row.unit),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        str(row.goal or ""),
        verdict,
    )


def shown(figure: float, unit: str) -> str:
    """Write a figure with its unit, and no more digits than it deserves."""
    return f"{figure:,.{DIGITS.get(unit, 3)}f} {unit}"

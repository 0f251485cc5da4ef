"""Doing something with the jobs of a set: count, ask, then act on them piece by piece."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import click

from pyworker.operate import consent
from pyworker.operate.output import count, tell
from pyworker.operate.session import connected, nothing
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector import sets
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.inspector.filter import Filter
from pyworker.transports.redis.inspector.moves import Move

# Jobs that one call moves: many enough to be fast, few enough that workers never wait for it.
BATCH = 200
CLASSES_NAMED = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A sorted set: as a command and in words, its key, and the order that it is read in."""

    name: str
    words: str
    key: str
    order: sets.Order


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done with jobs: ``name`` as a command, ``done`` as it is told afterwards."""

    name: str
    done: str
    move: Move
    about: str


@dataclass(frozen=True, slots=True)
class Demand:
    """What the flags say: which jobs, how many at most, and how to go about it."""

    wanted: Filter
    limit: int | None
    yes: bool
    as_json: bool


def act(place: Place, action: Action, demand: Demand) -> None:
    """Carry out an action on all that matches, after a question."""
    with connected() as connection:
        classes = _count(_matching(connection, place, demand))
        matched = classes.total()
        moved = 0
        if matched:
            consent.ask(_question(place, action, classes), demand.yes)
            moved = _move(connection, place, action, demand, matched)
    facts = {"set": place.name, "action": action.name, "matched": matched, "done": moved}
    summary = _summary(action, matched, moved) if matched else "nothing matches"
    if moved or demand.as_json:
        tell(demand.as_json, facts, [summary])
    if not moved:
        nothing(summary)


def _matching(connection: Connection, place: Place, demand: Demand) -> Iterator[Entry]:
    return islice(sets.walk(connection, place.key, demand.wanted, place.order), demand.limit)


def _count(entries: Iterable[Entry]) -> Counter[str]:
    return Counter(entry.class_name or "no job" for entry in entries)


def _question(place: Place, action: Action, classes: Counter[str]) -> str:
    named = [f"{number:,} {name}" for name, number in classes.most_common(CLASSES_NAMED)]
    more = ", …" if len(classes) > CLASSES_NAMED else ""
    jobs = count(classes.total(), "job")
    return f"{action.name.capitalize()} {jobs} of {place.words} ({', '.join(named)}{more})?"


def _move(
    connection: Connection, place: Place, action: Action, demand: Demand, matched: int
) -> int:
    moved, started = 0, int(time.time() * 1000) / 1000
    # A job that fails at once is back before we are through: it has had its turn.
    entries = (
        entry
        for entry in _matching(connection, place, demand)
        if (entry.time("enqueued_at") or 0) < started
    )
    quick = matched <= BATCH or not sys.stderr.isatty()
    with click.progressbar(
        length=matched, label=action.name.capitalize(), file=sys.stderr, hidden=quick
    ) as progress:
        while batch := list(islice(entries, BATCH)):
            moved += action.move(connection, place.key, batch)
            progress.update(len(batch))
    return moved


def _summary(action: Action, matched: int, moved: int) -> str:
    if moved == matched:
        return f"{action.done} {count(moved, 'job')}"
    return (
        f"{action.done} {moved:,} of {count(matched, 'job')}; the others moved on meanwhile, or "
        "are no jobs"
    )

"""Showing what is in a set: the first jobs that match, and how many there are."""

import time
from collections.abc import Iterator, Sequence
from itertools import islice

import click

from pyworker.operate import jobs
from pyworker.operate.acting import Place
from pyworker.operate.output import count, tell, width
from pyworker.operate.session import connected, nothing
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector import sets
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.inspector.filter import Filter


def show(
    place: Place, fields: Sequence[jobs.Field], wanted: Filter, limit: int, as_json: bool
) -> None:
    """Print a list; a filter that nothing matches is exit status 1, an empty set is not."""
    with connected() as connection:
        entries, total, matched = _read(connection, place, wanted, limit)
    facts = {
        "set": place.name,
        "total": total,
        "matched": matched,
        "jobs": [jobs.facts(entry) for entry in entries],
    }
    tell(as_json, facts, _lines(fields, entries, total, matched))
    if not matched and not wanted.matches_all:
        nothing("nothing matches")


def _read(
    connection: Connection, place: Place, wanted: Filter, limit: int
) -> tuple[list[Entry], int, int]:
    """Return the first entries, the set's size, and how many match."""
    total = sets.size(connection, place.key)
    found: Iterator[Entry] = sets.walk(connection, place.key, wanted, place.order)
    entries = list(islice(found, limit))
    if wanted.matches_all:
        return entries, total, total
    return entries, total, len(entries) + sum(1 for _ in found)


def _lines(
    fields: Sequence[jobs.Field], entries: Sequence[Entry], total: int, matched: int
) -> list[str]:
    summary = count(total, "job") if matched == total else f"{matched:,} of {count(total, 'job')}"
    shown = "" if len(entries) == matched else f"; the first {len(entries):,} are shown"
    if not entries:
        return [click.style(summary, dim=True)]
    table = jobs.listing(fields, entries, time.time(), width())
    return [*table, "", click.style(f"{summary}{shown}", dim=True)]

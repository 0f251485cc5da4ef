"""``pyworker queues``, ``pause`` and ``unpause``."""

import time
from collections.abc import Sequence
from itertools import islice

import click

from pyworker.operate import consent, jobs
from pyworker.operate.consent import with_yes
from pyworker.operate.groups import Listing, epilog
from pyworker.operate.output import count, tell, width, with_json
from pyworker.operate.session import connected, nothing
from pyworker.operate.table import Cell, Column, Row, table
from pyworker.operate.times import brief
from pyworker.transports.redis.inspector import queues as inspector
from pyworker.transports.redis.inspector.queues import Queue

COLUMNS = (
    Column("QUEUE", least=12),
    Column("SIZE", right=True),
    Column("LATENCY", right=True),
    Column("STATE"),
)
FIELDS = (jobs.WAITING, jobs.CLASS, jobs.JID, jobs.ARGS)
EXAMPLES = (
    ("pyworker queues", "all queues"),
    ("pyworker queues show mail --limit 5", "the next jobs of one"),
    ("pyworker queues clear mail", "remove a queue with its jobs"),
    ("pyworker pause mail", "let no worker fetch from it"),
)


@click.group(cls=Listing, epilog=epilog(EXAMPLES))
def queues() -> None:
    """Show the queues, or handle one."""


@queues.command("list")
@with_json
def list_queues(as_json: bool) -> None:
    """List all queues (the default).

    Latency is how long the next job of a queue has been waiting.
    """
    with connected() as connection:
        found = inspector.all_queues(connection)
    lines = queue_lines(found, width()) if found else [click.style("0 queues", dim=True)]
    tell(as_json, found, lines)


@queues.command()
@click.argument("name")
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True)
@with_json
def show(name: str, limit: int, as_json: bool) -> None:
    """Show the next jobs of a queue, the first to run at the top."""
    with connected() as connection:
        size = inspector.size(connection, name)
        entries = list(islice(inspector.jobs(connection, name), limit))
    facts = {"queue": name, "size": size, "jobs": [jobs.facts(entry) for entry in entries]}
    summary = click.style(f"{count(size, 'job')} in {name}", dim=True)
    lines = [*jobs.listing(FIELDS, entries, time.time(), width()), ""] if entries else []
    tell(as_json, facts, [*lines, summary])


@queues.command()
@click.argument("name")
@with_yes
@with_json
def clear(name: str, yes: bool, as_json: bool) -> None:
    """Remove a queue with all its jobs.

    Those that run already are not touched.
    """
    with connected() as connection:
        size = inspector.size(connection, name)
        if not size:
            nothing(f"the queue {name} is empty")
        consent.ask(f"Delete {count(size, 'job')} of the queue {name}?", yes)
        removed = inspector.clear(connection, name)
    facts = {"queue": name, "action": "clear", "done": removed}
    tell(as_json, facts, [f"deleted {count(removed, 'job')}"])


@click.command(epilog="Running jobs go on; undo it by: pyworker unpause NAME")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@with_json
def pause(names: Sequence[str], as_json: bool) -> None:
    """Let no worker fetch from some queues.

    It holds for pyworker's processes, and for those of Ruby that have Sidekiq Pro.
    """
    with connected() as connection:
        changed = inspector.pause(connection, names)
        paused = inspector.paused(connection)
    _tell_paused(as_json, "pause", changed, paused)


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@with_json
def unpause(names: Sequence[str], as_json: bool) -> None:
    """Let workers fetch from paused queues again."""
    with connected() as connection:
        changed = inspector.unpause(connection, names)
        paused = inspector.paused(connection)
    _tell_paused(as_json, "unpause", changed, paused)
    if not changed:
        nothing("none of them was paused")


def queue_lines(found: Sequence[Queue], width: int | None) -> list[str]:
    """Return the lines of a table of queues."""
    return table(COLUMNS, [_row(queue) for queue in found], width)


def _row(queue: Queue) -> Row:
    return (
        queue.name,
        f"{queue.size:,}",
        brief(queue.latency_s) if queue.size else "",
        Cell("paused", "yellow") if queue.paused else "",
    )


def _tell_paused(as_json: bool, action: str, changed: int, paused: Sequence[str]) -> None:
    facts = {"action": action, "done": changed, "paused": paused}
    tell(as_json, facts, [f"paused now: {', '.join(paused) or 'no queue'}"])

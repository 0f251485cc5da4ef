"""``pyworker retries``, ``dead`` and ``scheduled``: one command each, made from a row each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from pyworker.operate import acting, jobs, listing
from pyworker.operate.acting import Action
from pyworker.operate.consent import with_yes
from pyworker.operate.groups import Listing, epilog
from pyworker.operate.output import with_json
from pyworker.operate.selection import chosen, with_filter
from pyworker.operate.session import settings
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector import moves, sets
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.settlement import DeadLimits


def _kill(connection: Connection, name: str, entries: Sequence[Entry]) -> int:
    limits = DeadLimits(settings().dead_max_jobs, settings().dead_timeout_s)
    return moves.kill(connection, name, entries, limits)


RETRY = Action("retry", "retried", moves.retry, "Run jobs now; they keep count of their failures.")
REQUEUE = Action(
    "requeue",
    "requeued",
    moves.start_over,
    "Run jobs now as if for the first time, with all their retries.",
)
ENQUEUE = Action("enqueue", "enqueued", moves.enqueue, "Run jobs now instead of when they are due.")
KILL = Action("kill", "killed", _kill, "Move jobs to the dead set, where they run no more.")
DELETE = Action("delete", "deleted", moves.delete, "Remove jobs for good.")


@dataclass(frozen=True, slots=True)
class Page:
    """One of the three sets as a command."""

    place: acting.Place
    about: str
    fields: Sequence[jobs.Field]
    actions: Sequence[Action]
    examples: Sequence[tuple[str, str]]


FAILED = (jobs.TRIES, jobs.CLASS, jobs.QUEUE, jobs.JID, jobs.SPARE_ARGS, jobs.ERROR)
PAGES = (
    Page(
        acting.Place("retries", "the retry set", keys.RETRY, sets.EARLIEST_FIRST),
        "Show and handle the jobs that failed and will be retried.\n\n"
        "Times (--after, --before) are when a job is due.",
        (jobs.DUE, *FAILED),
        (RETRY, REQUEUE, KILL, DELETE),
        (
            ("pyworker retries", "the next to be retried"),
            ("pyworker retries --error Timeout", "those that failed so"),
            ("pyworker retries retry --class 'Bill*'", "run them now"),
            ("pyworker retries kill --before +1h -y", "no retry in this hour"),
        ),
    ),
    Page(
        acting.Place("scheduled", "the schedule", keys.SCHEDULE, sets.EARLIEST_FIRST),
        "Show and handle the jobs that shall run later.\n\n"
        "Times (--after, --before) are when a job is due.",
        (jobs.DUE, jobs.CLASS, jobs.QUEUE, jobs.JID, jobs.ARGS),
        (ENQUEUE, KILL, DELETE),
        (
            ("pyworker scheduled --queue mail", "what is due, soonest first"),
            ("pyworker scheduled enqueue --jid JID", "run one now"),
            ("pyworker scheduled delete --after +1d", "nothing later than that"),
        ),
    ),
    Page(
        acting.Place("dead", "the dead set", keys.DEAD, sets.LATEST_FIRST),
        "Show and handle the jobs that failed for the last time.\n\n"
        "What came in as no job at all (broken JSON) is kept here, too. "
        "Times (--after, --before) are when a job died.",
        (jobs.DIED, *FAILED),
        (RETRY, REQUEUE, DELETE),
        (
            ("pyworker dead --after -1d", "who died since yesterday"),
            ("pyworker dead requeue --class 'Bill*'", "run them with all retries"),
            ("pyworker dead delete --before -30d", "tidy up"),
        ),
    ),
)


def group(page: Page) -> click.Group:
    """Make the command of one set."""
    made = Listing(page.place.name, help=page.about, epilog=epilog(page.examples))
    made.add_command(_list(page))
    for action in page.actions:
        made.add_command(_act(page, action))
    return made


def _list(page: Page) -> click.Command:
    @click.command("list", help="List the jobs, or those that match (the default).")
    @with_filter
    @click.option(
        "--limit",
        type=click.IntRange(min=1),
        default=25,
        show_default=True,
        help="How many are shown.",
    )
    @with_json
    def show(limit: int, as_json: bool, **flags: Any) -> None:
        listing.show(page.place, page.fields, chosen(flags), limit, as_json)

    return show


def _act(page: Page, action: Action) -> click.Command:
    @click.command(action.name, help=action.about, epilog="Say which: by a flag above, or --all.")
    @with_filter
    @click.option("--all", "every", is_flag=True, help="All that are in the set.")
    @click.option("--limit", type=click.IntRange(min=1), help="Only the first so many of the list.")
    @with_yes
    @with_json
    def act(every: bool, limit: int | None, yes: bool, as_json: bool, **flags: Any) -> None:
        wanted = chosen(flags)
        if wanted.matches_all != every:
            raise click.UsageError("Say which jobs: either by flags such as --class, or by --all.")
        acting.act(page.place, action, acting.Demand(wanted, limit, yes, as_json))

    return act


retries, scheduled, dead = map(group, PAGES)

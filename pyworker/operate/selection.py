"""The flags that say which jobs are meant."""

import math
from typing import Any

import click

from pyworker.operate.output import Command
from pyworker.operate.times import Moment
from pyworker.transports.redis.inspector.filter import Filter

OPTIONS = (
    click.option("--class", "class_name", metavar="NAME", help="Of this class; * stands for any."),
    click.option("--queue", metavar="NAME", help="Of this queue; * stands for any."),
    click.option("--jid", "jids", metavar="JID", multiple=True, help="This job; repeat it."),
    click.option("--error", metavar="TEXT", help="With this in the error's class or message."),
    click.option("--after", type=Moment(), help="From: -2h, +30m, '2026-01-31 14:00'."),
    click.option("--before", type=Moment(), help="Up to this time."),
)


def with_filter(command: Command) -> Command:
    """Give a command the flags; it gets them by the names that ``chosen`` takes."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def chosen(flags: dict[str, Any]) -> Filter:
    """Read the flags."""
    return Filter(
        class_name=flags["class_name"] or "",
        queue=flags["queue"] or "",
        jids=frozenset(flags["jids"]),
        error=flags["error"] or "",
        after=-math.inf if flags["after"] is None else flags["after"],
        before=math.inf if flags["before"] is None else flags["before"],
    )

"""``pyworker status``: the cluster at a glance, once or live."""

import sys
import time

import click

from pyworker.errors import TransportDown
from pyworker.operate.groups import epilog
from pyworker.operate.output import tell, width, with_json
from pyworker.operate.screen import draw, screen
from pyworker.operate.session import connected, endpoint, located, told
from pyworker.operate.status_page import page
from pyworker.transports.redis.inspector.cluster import Cluster, look
from pyworker.transports.redis.session import Session, connector

EXAMPLES = (
    ("pyworker status", "live, until Ctrl-C"),
    ("pyworker status --once", "one look"),
    ("pyworker status --json | jq .dead", "for programs"),
)


@click.command(epilog=epilog(EXAMPLES))
@click.option("--once", is_flag=True, help="Print it once; so it is where stdout is no terminal.")
@click.option(
    "--interval",
    type=click.FloatRange(min=0.1),
    default=2.0,
    show_default=True,
    help="Seconds between two looks.",
)
@with_json
def status(once: bool, interval: float, as_json: bool) -> None:
    """Show processes, running jobs, queues and counts.

    Ruby's processes are shown as well, and what they run.
    """
    with connected() as connection:
        now = look(connection)
    if once or as_json or not sys.stdout.isatty():
        tell(as_json, now, page(now, None, str(endpoint()), width()))
    else:
        with told():
            _live(now, interval)


def _live(now: Cluster, interval: float) -> None:
    """Look and draw until interrupted; then leave the last page where it can be read."""
    where = str(endpoint())
    watch = Watch(now)
    lines: list[str] = []
    try:
        with screen():
            while True:
                lines = watch.lines(where)
                draw([*lines, "", click.style("Ctrl-C ends", dim=True)])
                time.sleep(interval)
                watch.look()
    except KeyboardInterrupt:
        click.echo("\n".join(lines))


class Watch:
    """The last two looks, and why there is none just now; an outage of Redis does not end it."""

    def __init__(self, now: Cluster) -> None:
        self._now = now
        self._before: Cluster | None = None
        self._outage = ""
        self._session = Session(connector(endpoint()))

    def look(self) -> None:
        try:
            with self._session.borrow() as connection:
                self._before, self._now = self._now, look(connection)
            self._outage = ""
        except TransportDown as error:
            self._outage = located(error, endpoint())

    def lines(self, where: str) -> list[str]:
        lines = page(self._now, self._before, where, width())
        return [*lines, "", click.style(self._outage, fg="red")] if self._outage else lines

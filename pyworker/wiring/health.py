"""What the health process is made of; loaded only where a port is given."""

import socket
from collections.abc import Callable, Sequence
from contextlib import closing

from pyworker import __version__
from pyworker.config import Settings
from pyworker.runtime.health.attendant import Attendant, open_door
from pyworker.runtime.health.panel import ChildState, Panel
from pyworker.transports.redis.endpoint import parse_url

# Shorter than a scrape may take.
TIMEOUT_S = 1.0


def attendant(
    chosen: Settings, inherited: int, before_fork: Callable[[], None]
) -> tuple[Attendant, socket.socket]:
    """Open the door, and return it with who attends to it.

    Raises:
        ConfigError: nobody can listen there.
    """
    door = open_door(chosen.health_host, chosen.health_port, inherited)
    return Attendant(door, lambda door, panel: _main(chosen, door, panel), before_fork), door


def _main(chosen: Settings, door: socket.socket, panel: Panel) -> int:
    # Loaded in that process alone.
    from pyworker.runtime.health.metrics import Gauges, QueueGauge
    from pyworker.runtime.health.server import Pages, serve
    from pyworker.transports.redis.connection import Connection
    from pyworker.transports.redis.inspector.gauges import figures

    endpoint = parse_url(chosen.redis_url)

    def ask(children: Sequence[ChildState]) -> Gauges:
        holders = [(child.identity, child.threads) for child in children]
        with closing(Connection(endpoint, TIMEOUT_S)) as connection:
            found = figures(connection, chosen.queue_names, holders)
        queues = [QueueGauge(name, *each) for name, each in found.queues.items()]
        return Gauges(queues, found.sets, found.leased)

    return serve(door, Pages(panel, ask, __version__))

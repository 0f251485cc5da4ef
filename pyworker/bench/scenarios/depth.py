"""Whether what is queued or kept besides slows a job down."""

from collections.abc import Callable

from pyworker.bench import load
from pyworker.bench.contenders import PYWORKER
from pyworker.bench.drain import drain, wait_for
from pyworker.bench.report import Row, at_least, shown
from pyworker.bench.site import Site
from pyworker.transports.redis import keys

SCENARIO = "depth"
GOAL = at_least(0.9)
LOOK_EVERY_S = 0.001
# Drains of a short queue in each run: one alone takes some tens of milliseconds.
SHORT_DRAINS = 10


def measure(site: Site) -> list[Row]:
    """Measure short queues, a long one, and short ones beside full sets, in turns."""
    short: list[float] = []
    long: list[float] = []
    beside_sets: list[float] = []
    for _ in range(site.counts.repeat):
        _measure(site, f"{site.counts.shallow:,} queued", short, _short_queues)
        _measure(site, f"{site.counts.deep:,} queued", long, _long_queue)
        load.fill_sets(site.connection, site.counts.set_members)
        _measure(site, "beside full sets", beside_sets, _short_queues)
        site.connection.call("UNLINK", keys.SCHEDULE, keys.RETRY, keys.DEAD)
    peer = f"itself, {site.counts.shallow:,} queued, empty sets"
    sets = f"{site.counts.set_members:,} in each of schedule, retry and dead"
    return [
        Row(
            SCENARIO, f"no-op jobs, {site.counts.deep:,} queued", "jobs/s", long, peer, short, GOAL
        ),
        Row(SCENARIO, f"no-op jobs, {sets}", "jobs/s", beside_sets, peer, short, GOAL),
    ]


def _measure(
    site: Site, what: str, into: list[float], flows: Callable[[Site], list[float]]
) -> None:
    with site.waiting(PYWORKER):
        found = flows(site)
    into.extend(found)
    site.say(f"{what}: {shown(sorted(found)[len(found) // 2], 'jobs/s')}")


def _short_queues(site: Site) -> list[float]:
    jobs = site.counts.shallow
    flows = []
    for _ in range(SHORT_DRAINS):
        load.hold(site.connection, "NoopWorker", range(jobs))
        flows.append(drain(site.connection, jobs, LOOK_EVERY_S).flow)
    return flows


def _long_queue(site: Site) -> list[float]:
    """Measure while the first fifth is done; the rest is taken away, as it measures nothing."""
    jobs = site.counts.deep
    load.hold(site.connection, "NoopWorker", range(jobs))
    flow = drain(site.connection, jobs, LOOK_EVERY_S, down_to=jobs * 4 // 5).flow
    site.connection.call("UNLINK", keys.queue(load.QUEUE))
    wait_for(lambda: not site.connection.call("LLEN", keys.queue(load.QUEUE)), "jobs come back")
    return [flow]

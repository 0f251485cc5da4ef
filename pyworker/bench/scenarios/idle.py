"""How soon a process works after its start, and the memory it holds while it does nothing."""

import time

from pyworker.bench import load, schema, worker
from pyworker.bench.contenders import PYWORKER
from pyworker.bench.drain import drain, wait_for
from pyworker.bench.report import Row, at_most, shown
from pyworker.bench.site import Site
from pyworker.bench.worker import Memory

SCENARIO = "idle"
START_LIMIT_S = 0.3
MEMORY_LIMIT_MB = 45.0


def measure(site: Site) -> list[Row]:
    """Measure starts and memory, each in processes of their own."""
    starts = [_start(site) for _ in range(site.counts.repeat)]
    [run_id] = schema.add_short_runs(site.sql, 1)
    idle, used = _memory(site, run_id)
    limit = at_most(1.0)
    return [
        Row(SCENARIO, "start to first job", "s", starts, "limit", [START_LIMIT_S], limit),
        Row(
            *(SCENARIO, "resident memory of one process, idle", "MB", [idle.rss]),
            *("limit", [MEMORY_LIMIT_MB], limit, f"PSS {idle.pss:.1f}"),
        ),
        Row(
            *(SCENARIO, "resident memory, after its first stats job", "MB", [used.rss]),
            note=f"PSS {used.pss:.1f}",
        ),
    ]


def _start(site: Site) -> float:
    """Return the seconds from exec until a job that was queued before has started."""
    site.stamps.write_text("")
    load.push(site.connection, "StampWorker", time.time())
    with site.launched(PYWORKER):
        wait_for(lambda: site.stamps.read_text().endswith("\n"), "the first job does not start")
    seconds = float(site.stamps.read_text())
    site.say(f"start to first job: {shown(seconds, 's')}")
    return seconds


def _memory(site: Site, run_id: int) -> tuple[Memory, Memory]:
    load.hold(site.connection, "RubyWorker", [run_id])
    with site.waiting(PYWORKER, 1, site.database) as started:
        child = started.first_child()
        idle = worker.memory(child)
        drain(site.connection, 1)
        return idle, worker.memory(child)

"""How long a job waits for an idle worker: from its enqueueing to its handler's first line."""

import random
import time

from pyworker.bench import contenders, load
from pyworker.bench.contenders import PYWORKER, SIDEKIQ, Contender
from pyworker.bench.drain import wait_for
from pyworker.bench.report import Row, at_most
from pyworker.bench.site import Site

SHORTEST_GAP_S, LONGEST_GAP_S = 0.005, 0.020
SCENARIO = "latency"


def measure(site: Site) -> list[Row]:
    """Measure each peer alone, in turns."""
    runs: dict[str, list[list[float]]] = {PYWORKER.name: [], SIDEKIQ.name: []}
    for _ in range(site.counts.repeat):
        for contender in site.rivals():
            runs[contender.name].append(_run(site, contender))
    ours, theirs = runs[PYWORKER.name], runs[SIDEKIQ.name]
    peer = contenders.sidekiq_version() if theirs else contenders.missing_sidekiq()
    return [
        Row(
            SCENARIO,
            f"enqueue to start, idle worker, p{percent}",
            "ms",
            [percentile(run, percent) for run in ours],
            peer,
            [percentile(run, percent) for run in theirs],
            at_most(1.0),
        )
        for percent in (50, 99)
    ]


def percentile(values: list[float], percent: int) -> float:
    """Return the nearest rank: the smallest value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _run(site: Site, contender: Contender) -> list[float]:
    """Send jobs one at a time, and return each one's milliseconds."""
    jobs = site.counts.one_by_one
    # The same gaps for both peers.
    chance = random.Random(jobs)
    site.stamps.write_text("")
    with site.counted(contender, jobs), site.waiting(contender):
        for _ in range(jobs):
            load.push(site.connection, "StampWorker", time.time())
            time.sleep(chance.uniform(SHORTEST_GAP_S, LONGEST_GAP_S))
        wait_for(lambda: len(_stamps(site)) >= jobs, f"{contender.name} has not done all jobs")
        waits = _stamps(site)
    site.say(
        f"{contender.name}: p50 {percentile(waits, 50):.3f} ms, p99 {percentile(waits, 99):.3f} ms"
    )
    return waits


def _stamps(site: Site) -> list[float]:
    return [float(line) * 1000 for line in site.stamps.read_text().splitlines()]

"""How fast jobs are enqueued, over one connection: one by one, and in bulk."""

import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pyworker.bench import contenders
from pyworker.bench.contenders import SIDEKIQ
from pyworker.bench.jobs import noop
from pyworker.bench.load import QUEUE
from pyworker.bench.report import Row, at_least, shown
from pyworker.bench.site import LostJobs, Site
from pyworker.client import Client
from pyworker.transports.redis import keys

PROGRAM = Path(__file__).parents[1] / "sidekiq_client.rb"
SINGLES = "jobs enqueued one by one"
BULK = "jobs enqueued in bulk"
# One by one they take so many times as long.
SINGLES_SHARE = 10

Rates = tuple[float, float]


def measure(site: Site) -> Sequence[Row]:
    """Measure the client and Ruby's in turns."""
    ours: list[Rates] = []
    theirs: list[Rates] = []
    with_ruby = SIDEKIQ in site.rivals() and shutil.which("ruby") is not None
    for _ in range(site.counts.repeat):
        ours.append(_run(site, "pyworker", _push))
        if with_ruby:
            theirs.append(_run(site, "Sidekiq", _push_in_ruby))
    peer = contenders.sidekiq_version() if theirs else contenders.missing_sidekiq()
    return [
        Row(
            "client",
            f"{count:,} {what}",
            "jobs/s",
            [rates[kind] for rates in ours],
            peer,
            [rates[kind] for rates in theirs],
            at_least(1.0),
        )
        for kind, (what, count) in enumerate(((SINGLES, _singles(site)), (BULK, site.counts.jobs)))
    ]


def _run(site: Site, name: str, push: Callable[[Site], Rates]) -> Rates:
    rates = push(site)
    queued = site.connection.call("LLEN", keys.queue(QUEUE))
    site.connection.call("UNLINK", keys.queue(QUEUE))
    expected = _singles(site) + site.counts.jobs
    if queued != expected:
        raise LostJobs(f"{name} enqueued {expected:,} jobs, and {queued:,} are there")
    site.say(f"{name}: {shown(rates[0], 'jobs/s')} one by one, {shown(rates[1], 'jobs/s')} in bulk")
    return rates


def _push(site: Site) -> Rates:
    numbers = [[number] for number in range(site.counts.jobs)]
    with Client(site.redis_url) as client:
        performer = noop.set(queue=QUEUE).via(client)
        started = time.perf_counter()
        for number in range(_singles(site)):
            performer.perform_async(number)
        between = time.perf_counter()
        performer.perform_bulk(numbers)
        ended = time.perf_counter()
    return _singles(site) / (between - started), site.counts.jobs / (ended - between)


def _push_in_ruby(site: Site) -> Rates:
    done = subprocess.run(  # noqa: S603 - our own program
        ["ruby", str(PROGRAM), QUEUE, str(_singles(site)), str(site.counts.jobs)],  # noqa: S607
        check=True,
        cwd=site.folder,
        env=site.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    single, bulk = done.stdout.split()
    return float(single), float(bulk)


def _singles(site: Site) -> int:
    return site.counts.jobs // SINGLES_SHARE

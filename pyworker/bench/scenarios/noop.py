"""Jobs that do nothing: what a job costs by itself, with all promises kept."""

from pyworker.bench import contenders, load
from pyworker.bench.contenders import PYWORKER, SIDEKIQ, Contender
from pyworker.bench.drain import drain
from pyworker.bench.report import Row, at_least, shown
from pyworker.bench.site import Site

TIMES = 5.0


def one_process(site: Site) -> list[Row]:
    """Measure one process of each peer."""
    return [_row(site, "noop", 1)]


def two_processes(site: Site) -> list[Row]:
    """Measure two processes of each peer."""
    return [_row(site, "noop-2", 2)]


def sidekiq_rates(site: Site, processes: int) -> list[float]:
    """Return Sidekiq's figures of this run, measuring them where nobody has; maybe none."""
    if processes not in site.sidekiq_rates and SIDEKIQ in site.rivals():
        site.sidekiq_rates[processes] = [
            run(site, SIDEKIQ, processes) for _ in range(site.counts.repeat)
        ]
    return site.sidekiq_rates.get(processes, [])


def run(site: Site, contender: Contender, processes: int) -> float:
    """Return the jobs a second of one drain by new processes."""
    jobs = site.counts.jobs
    load.hold(site.connection, "NoopWorker", range(jobs))
    with site.counted(contender, jobs), site.waiting(contender, processes):
        rate = drain(site.connection, jobs).rate
    site.say(f"{contender.name}, {processes} process(es): {shown(rate, 'jobs/s')}")
    return rate


def _row(site: Site, scenario: str, processes: int) -> Row:
    rates: dict[str, list[float]] = {PYWORKER.name: [], SIDEKIQ.name: []}
    for _ in range(site.counts.repeat):
        for contender in site.rivals():
            rates[contender.name].append(run(site, contender, processes))
    if rates[SIDEKIQ.name]:
        site.sidekiq_rates[processes] = rates[SIDEKIQ.name]
    named = contenders.sidekiq_version() if rates[SIDEKIQ.name] else contenders.missing_sidekiq()
    what = (
        f"{site.counts.jobs:,} no-op jobs, {'one process' if processes == 1 else 'two processes'}"
    )
    peers = rates[SIDEKIQ.name]
    return Row(scenario, what, "jobs/s", rates[PYWORKER.name], named, peers, at_least(TIMES))

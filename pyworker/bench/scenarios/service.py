"""Statistics jobs of 20 samples each, enqueued as Rails does and run by the service."""

from pyworker.bench import load, schema
from pyworker.bench.contenders import PYWORKER, missing_sidekiq
from pyworker.bench.drain import drain
from pyworker.bench.report import Row, at_least, shown
from pyworker.bench.scenarios.noop import sidekiq_rates
from pyworker.bench.site import LostJobs, Site

SCENARIO = "service"
PROCESSES = 2
# Seen together on one machine; the run's own Sidekiq says how fast this machine is beside it.
GO_PORT, SIDEKIQ_THEN = 3_700, 28_000


def measure(site: Site) -> list[Row]:
    """Measure two processes of pyworker."""
    ids = schema.add_short_runs(site.sql, site.counts.stats_jobs)
    rates = [_run(site, ids) for _ in range(site.counts.repeat)]
    scaled = [GO_PORT * rate / SIDEKIQ_THEN for rate in sidekiq_rates(site, 1)]
    peer = "the Go port, scaled by Sidekiq's no-op" if scaled else missing_sidekiq()
    what = f"{len(ids):,} stats jobs of {schema.PER_PAGE} samples, two processes"
    return [Row(SCENARIO, what, "jobs/s", rates, peer, scaled, at_least(4.0))]


def _run(site: Site, ids: list[int]) -> float:
    """Return the jobs a second of one drain; every job must have left its row."""
    before = schema.results(site.sql)
    load.hold(site.connection, "RubyWorker", ids)
    with (
        site.counted(PYWORKER, len(ids)),
        site.waiting(PYWORKER, PROCESSES, site.database),
    ):
        rate = drain(site.connection, len(ids)).rate
    stored = schema.results(site.sql) - before
    if stored != len(ids):
        raise LostJobs(f"{len(ids):,} test runs left {stored:,} rows of figures")
    site.say(f"pyworker, {PROCESSES} processes: {shown(rate, 'stats jobs/s')}")
    return rate

"""What the service holds after many submissions, beside what it held after few."""

from collections.abc import Sequence

import psutil

from pyworker.bench import load
from pyworker.bench.contenders import PYWORKER
from pyworker.bench.drain import drain
from pyworker.bench.report import Row, at_most, shown
from pyworker.bench.site import LostJobs, Site

SCENARIO = "judge-memory"
FEW, MANY = 100, 2_000
GROWTH_MB = 2.0

_PROBLEM = """
    with problem as (
        insert into problems (title, created_at, updated_at) values ('bench', now(), now())
        returning id
    )
    insert into test_cases (problem_id, input_data, expected_output)
    select id, '7', '49' from problem returning problem_id
"""
_SUBMISSIONS = """
    insert into submissions (problem_id, language, source_code)
    select %s, 'python', 'print(int(input()) ** 2)  # ' || number
    from generate_series(1, %s) as number
    returning id
"""


def measure(site: Site) -> list[Row]:
    """Judge through the service, one process of it, each submission another program."""
    ids = _submissions(site)
    with site.waiting(PYWORKER, 1, site.database) as started:
        service = psutil.Process(started.processes[0].pid)
        few = _after(site, service, ids[:FEW])
        many = _after(site, service, ids[FEW:])
    _all_accepted(site)
    what = f"growth of the service's memory from {FEW} to {MANY:,} submissions"
    note = f"after {FEW}: {shown(few, 'MB')}"
    return [Row(SCENARIO, what, "MB", [many - few], "limit", [GROWTH_MB], at_most(1.0), note)]


def _submissions(site: Site) -> list[int]:
    rows = site.sql.execute(_PROBLEM).fetchall()
    rows = site.sql.execute(_SUBMISSIONS, [rows[0][0], MANY]).fetchall()
    return [row[0] for row in rows]


def _after(site: Site, service: psutil.Process, ids: Sequence[int]) -> float:
    """Return the megabytes that the service's processes have for themselves, guards included."""
    load.hold(site.connection, "JudgeWorker", ids)
    drain(site.connection, len(ids))
    processes = [service, *service.children(recursive=True)]
    total = sum(process.memory_full_info().uss for process in processes) / 1e6
    site.say(f"after {len(ids):,} submissions: {shown(total, 'MB')}")
    return total


def _all_accepted(site: Site) -> None:
    row = site.sql.execute("select count(*) from submissions where status = 'Accepted'").fetchone()
    if row is None or row[0] != MANY:
        raise LostJobs(f"of {MANY:,} submissions {row} were accepted")

"""``pyworker bench``: speed and size, as ratios to named peers in the same run.

Theory of operation. ``session`` is one run: it opens the ``site`` (servers of its own, or those
that were named), goes through the ``scenarios`` one by one, and prints what they measured as a
``report`` of rows: a figure, the peer's figure, their ratio, and the ratio that must be reached.

Nothing that a user has is touched. Of a named Redis the database must be empty, and is empty again
afterwards (``keyspace``); in a named PostgreSQL everything is in one schema that is dropped at the
end (``schema``).

The ``contenders`` are run as their users run them: ``python -m pyworker`` and ``sidekiq``, each a
process of its own (``worker``), both logging at the level of warnings, with the same queue, the
same bodies (``load``) and handlers that do the same (``jobs``, ``sidekiq_jobs.rb``). Runs of peers
alternate, and the median counts.

A ``drain`` is timed without any start-up: the workers wait at an empty queue, the filled list is
renamed to it in one step, and the clock stops when the queue is empty and no lease is left.
"""

from collections.abc import Sequence


def bench(
    names: Sequence[str], jobs: int, repeat: int, redis_url: str, database: str, json_to: str
) -> None:
    """Run ``session.bench``; what it needs is imported now, not with the command line."""
    from pyworker.bench import session

    session.bench(names, jobs, repeat, redis_url, database, json_to)


def listing() -> str:
    """Return a line a scenario: its name, and what it measures."""
    from pyworker.bench.scenarios import SCENARIOS

    return "\n".join(f"{each.name:<12} {each.about}" for each in SCENARIOS)

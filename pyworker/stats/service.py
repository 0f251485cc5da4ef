"""The statistics of test runs for a service: a pool of connections, and batches over it.

Importing this loads neither psycopg nor numpy, and making a ``StatsService`` opens nothing: the
first ``run`` does both, in the process that runs it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pyworker.database import Database
from pyworker.errors import PyworkerError
from pyworker.stats.instrument import Memory
from pyworker.stats.results import StatsResult
from pyworker.stats.samples import Window

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]


class StatsService:
    """Computes and stores the statistics of test runs; one for a process, safe in its threads.

    Args:
        conninfo: a postgresql:// URL or a libpq string.
        window: see ``samples.read``.
        memory: see ``instrument.measure``.
        pool_size: connections at most; as many as threads that call ``run``.
    """

    def __init__(
        self,
        conninfo: str,
        window: Window = "auto",
        memory: Memory = "allocated",
        pool_size: int = 5,
    ) -> None:
        self._database = Database(conninfo, pool_size, "stats", configure)
        self._window: Window = window
        self._memory: Memory = memory

    def run(self, test_run_ids: Sequence[int]) -> list[StatsResult | PyworkerError]:
        """Compute and store the figures of each test run.

        Returns:
            For each id, in order, the row that is stored, or why there is none.

        Raises:
            psycopg.Error: the database failed; nothing of this batch is stored. The next call
                gets a connection that works as soon as there is one.
        """
        if not test_run_ids:
            return []

        from pyworker.stats import batch

        with self._database.connection() as connection:
            return batch.run(connection, test_run_ids, self._window, self._memory)

    def close(self) -> None:
        """Close the connections; a later ``run`` opens new ones."""
        self._database.close()


def configure(connection: "Connection") -> None:
    """Set a new connection up for the statements of this room."""
    # The planner cannot know how short a page is. With jit it would compile a read of 20 rows for
    # 100 ms, and without a plan to keep it would plan each batch anew, longer than the read takes.
    # Parallel workers pass values on one by one, which costs more than reading them.
    connection.execute(
        "SET jit = off; SET plan_cache_mode = force_generic_plan;"
        "SET max_parallel_workers_per_gather = 0"
    )

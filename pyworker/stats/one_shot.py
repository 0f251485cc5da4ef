"""The statistics of one test run, for a process that does nothing else."""

import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from pyworker.errors import PyworkerError
from pyworker.stats import results, samples
from pyworker.stats.errors import DatabaseFailed
from pyworker.stats.instrument import Memory
from pyworker.stats.results import StatsResult
from pyworker.stats.samples import Window
from pyworker.stats.service import configure

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

# numpy loads while the server gathers the samples, but not before the server was asked to: loading
# holds the interpreter's lock, and a statement would wait for it. A short read ends earlier.
HEAD_START_S = 0.01

HINT = "the database cannot be used; check DATABASE_URL or POSTGRES_*"


def run_once(
    conninfo: str, test_run_id: int, window: Window = "auto", memory: Memory = "allocated"
) -> StatsResult:
    """Compute and store the figures of one test run, over a connection of its own.

    Raises:
        PyworkerError: there is no such run, its samples have no figures, or the database failed.
    """
    import psycopg

    try:
        return _run_once(conninfo, test_run_id, window, memory)
    except psycopg.OperationalError as error:
        raise DatabaseFailed(f"{HINT}: {str(error).strip()}") from error
    except psycopg.Error as error:
        # The client's own words would repeat a wrong connection string; the server's do not.
        said = error.diag.message_primary or type(error).__name__
        raise DatabaseFailed(f"{HINT}: {said}") from None


def _run_once(conninfo: str, test_run_id: int, window: Window, memory: Memory) -> StatsResult:
    # numpy's linear algebra starts a thread a core, which spin for a while; none of it is used.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    open_one = partial(_connection, conninfo)
    with open_one() as connection:
        loader = threading.Timer(HEAD_START_S, importlib.import_module, [f"{__package__}.batch"])
        loader.start()
        found = samples.read(connection, [test_run_id], window, open_one)[test_run_id]
        loader.cancel()

        from pyworker.stats import batch

        result = batch.compute(test_run_id, found, memory)
        if isinstance(result, PyworkerError):
            raise result
        results.insert(connection, [result])
    return result


@contextmanager
def _connection(conninfo: str) -> Iterator["Connection"]:
    import psycopg

    with psycopg.connect(conninfo, autocommit=True) as connection:
        configure(connection)
        yield connection

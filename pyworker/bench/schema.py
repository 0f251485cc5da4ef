"""A schema of our own in a PostgreSQL database: the Rails app's tables, filled for measuring."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from pyworker.dev.sample import create_schema
from pyworker.errors import PyworkerError

SCHEMA = "pyworker_bench"
# The pages that the small test runs share out among them; each has its own samples.
PAGES, PER_PAGE = 20, 20

_SAMPLES = """
    insert into samples (value)
    select 100 + 15 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())
    from generate_series(1, %s)
"""
_TASK = """
    with task as (
        insert into tasks (name, page, per_page, created_at, updated_at)
        values ('bench', %s, %s, now() at time zone 'utc', now() at time zone 'utc')
        returning id
    )
    insert into handlers (task_id, handler_type) select id, 'ruby' from task returning id
"""
_RUNS = """
    insert into test_runs (handler_id, consequent_number, created_at, updated_at)
    select (%s::bigint[])[1 + number %% %s], number,
           now() at time zone 'utc', now() at time zone 'utc'
    from generate_series(1, %s) as number
    returning id
"""

Connection = psycopg.Connection[tuple[Any, ...]]


class SchemaInUse(PyworkerError):
    """The database has the benchmark's schema already."""


@contextmanager
def borrow(url: str) -> Iterator[str]:
    """Make the schema and its tables, give a URL that leads to them, and drop all at the end.

    Raises:
        SchemaInUse: another benchmark runs there, or was killed.
        PyworkerError: the database does not answer.
    """
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"create schema {SCHEMA}".encode())
    except psycopg.errors.DuplicateSchema:
        raise SchemaInUse(
            f"the database has a schema {SCHEMA}: another benchmark runs, or was killed; then "
            f"remove it: drop schema {SCHEMA} cascade"
        ) from None
    except psycopg.OperationalError as error:
        raise PyworkerError(f"no PostgreSQL for --database: {error}") from error
    within = f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{SCHEMA}"
    try:
        with psycopg.connect(within, autocommit=True) as connection:
            create_schema(connection)
        yield within
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"drop schema {SCHEMA} cascade".encode())


def fill(connection: Connection, samples: int) -> None:
    """Add so many samples, and let the server tidy up, so that it does not while we measure."""
    connection.execute("select setseed(0.5)")
    connection.execute(_SAMPLES, [samples])
    connection.execute("vacuum analyze samples")


def add_long_run(connection: Connection, samples: int) -> int:
    """Add a test run over all samples; returns its id."""
    handler = _ids(connection, _TASK, 1, samples)[0]
    return _ids(connection, _RUNS, [handler], 1, 1)[0]


def add_short_runs(connection: Connection, runs: int) -> list[int]:
    """Add test runs over 20 samples each, taking turns among the pages; returns their ids."""
    handlers = [_ids(connection, _TASK, page, PER_PAGE)[0] for page in range(1, PAGES + 1)]
    ids = _ids(connection, _RUNS, handlers, PAGES, runs)
    connection.execute("vacuum analyze tasks, handlers, test_runs, test_results")
    return ids


def results(connection: Connection) -> int:
    """Return how many rows of figures there are."""
    return _ids(connection, "select count(*) from test_results")[0]


def _ids(connection: Connection, statement: str, *values: object) -> list[int]:
    rows = connection.execute(statement.encode(), values or None).fetchall()
    return [int(row[0]) for row in rows]

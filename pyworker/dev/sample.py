"""Sample data: the tables where there are none, values to compute on, and a test run."""

from importlib.resources import files
from typing import Any

import psycopg
from psycopg.rows import dict_row

SAMPLES = 100_000

# A bell curve around 100 by Box and Muller; the seed makes it the same values each time.
LOAD_SAMPLES = """
    insert into samples (value)
    select 100 + 15 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())
    from generate_series(1, %s)
"""

FIND_HANDLER = "select id from handlers where handler_type = 'python' order by id limit 1"

ADD_HANDLER = """
    with task as (
        insert into tasks (name, page, per_page, created_at, updated_at)
        values ('pyworker dev', 1, %s, now() at time zone 'utc', now() at time zone 'utc')
        returning id
    )
    insert into handlers (task_id, handler_type) select id, 'python' from task returning id
"""

ADD_RUN = """
    insert into test_runs (handler_id, consequent_number, created_at, updated_at)
    select %s, coalesce(max(consequent_number), 0) + 1,
           now() at time zone 'utc', now() at time zone 'utc'
    from test_runs where handler_id = %s
    returning id
"""

FIND_RESULT = """
    select id, test_run_id, mean, median, q1, q3, min, max, standard_deviation, duration, memory
    from test_results where test_run_id = %s order by id limit 1
"""

HAS_JUDGE = "select to_regclass('submission_results') is not null"
# The last version that schema.sql notes.
IS_OURS = "select exists (select from schema_migrations where version = '20260101000005')"

Connection = psycopg.Connection[tuple[Any, ...]]


def create_schema(connection: Connection) -> bool:
    """Create the tables; False where they are there already.

    A database of an earlier version gets those that are new; one of another app does not.
    """
    if not _one(connection, "select to_regclass('test_results') is not null"):
        _run_file(connection, "schema.sql")
    elif not _is_ours(connection) or _one(connection, HAS_JUDGE):
        return False
    _run_file(connection, "judge_schema.sql")
    return True


def load_samples(connection: Connection) -> bool:
    """Load the sample values; False where there are some already."""
    if _one(connection, "select exists (select from samples)"):
        return False
    with connection.transaction():
        connection.execute("select setseed(0.5)")
        connection.execute(LOAD_SAMPLES, [SAMPLES])
    return True


def add_test_run(connection: Connection) -> int:
    """Add a test run over all sample values, as Rails would, and return its id."""
    handler = _one(connection, FIND_HANDLER) or _one(connection, ADD_HANDLER, SAMPLES)
    return int(_one(connection, ADD_RUN, handler, handler))


def find_result(connection: Connection, test_run_id: int) -> dict[str, Any] | None:
    """Return the row that the job wrote, or None as long as there is none."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(FIND_RESULT, [test_run_id]).fetchone()


def _run_file(connection: Connection, name: str) -> None:
    connection.execute(files(__package__).joinpath(name).read_bytes())


def _is_ours(connection: Connection) -> bool:
    noted = _one(connection, "select to_regclass('schema_migrations') is not null")
    return bool(noted and _one(connection, IS_OURS))


def _one(connection: Connection, query: str, *values: object) -> Any:
    row = connection.execute(query.encode(), values or None).fetchone()
    return row[0] if row else None

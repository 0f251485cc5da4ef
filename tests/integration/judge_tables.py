"""The judge's tables in a database of a test, and rows in them."""

import json
from typing import Any

import psycopg

from pyworker.judge.service import configure

Connection = psycopg.Connection[tuple[Any, ...]]

# All that an app need have; facts of the grading workers before this one.
OLD_APP = """
    create table problems (
        id bigserial primary key, title text, description text, difficulty text,
        grading_mode text default 'stdio', function_signature text, function_name text,
        time_limit_ms integer default 1000, memory_limit_kb integer default 256000,
        language_limits jsonb
    );
    create table test_cases (
        id bigserial primary key, problem_id bigint references problems, input_data text,
        expected_output text, is_hidden boolean, points integer default 10
    );
    create table submissions (
        id bigserial primary key, problem_id bigint references problems, student_id bigint,
        source_code text, language text, status text default 'Pending', is_test boolean,
        submitted_at timestamptz, cached_score integer,
        updated_at timestamp not null default 'epoch'
    );
    create table submission_results (
        id bigserial primary key, submission_id bigint not null references submissions,
        test_case_id bigint references test_cases, status text not null,
        execution_time_ms integer, memory_used_kb integer, output_received text,
        error_message text, created_at timestamp not null, updated_at timestamptz not null
    );
"""
STAMPED = """
    select from pg_attribute where attrelid = 'problems'::regclass and attname = 'created_at'
"""
RESULTS = """
    select test_case_id, status, points, cause, error_message from submission_results
    where submission_id = %s order by test_case_id nulls first
"""


def connect(url: str) -> Connection:
    """Connect as the service does."""
    connection = psycopg.connect(url, autocommit=True)
    configure(connection)
    return connection


def add_problem(connection: Connection, **columns: Any) -> int:
    """Add a problem and return its id."""
    columns |= {"title": "t"}
    return _insert(connection, "problems", columns | _stamps(connection))


def add_case(
    connection: Connection, problem: int, given: str | None, expected: str | None, **columns: Any
) -> int:
    """Add a test case and return its id."""
    fields = {"problem_id": problem, "input_data": given, "expected_output": expected}
    return _insert(connection, "test_cases", fields | columns)


def add_submission(
    connection: Connection, problem: int | None, source: str, language: str = "cpp"
) -> int:
    """Add a submission and return its id."""
    fields = {"problem_id": problem, "source_code": source, "language": language}
    return _insert(connection, "submissions", fields)


def results(connection: Connection, submission: int) -> list[tuple[Any, ...]]:
    """Return a submission's results: test case, status, points, cause, message."""
    return connection.execute(RESULTS, [submission]).fetchall()


def status(connection: Connection, submission: int) -> tuple[str, int | None]:
    """Return what is said of a submission as a whole: its status and its score."""
    row = connection.execute(
        "select status, cached_score from submissions where id = %s", [submission]
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def _stamps(connection: Connection) -> dict[str, str]:
    found = connection.execute(STAMPED).fetchone()
    return {"created_at": "now", "updated_at": "now"} if found is not None else {}


def _insert(connection: Connection, table: str, columns: dict[str, Any]) -> int:
    values = [json.dumps(v) if isinstance(v, dict) else v for v in columns.values()]
    names = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, columns))
    places = psycopg.sql.SQL(", ").join([psycopg.sql.Placeholder()] * len(columns))
    statement = psycopg.sql.SQL("insert into {} ({}) values ({}) returning id").format(
        psycopg.sql.Identifier(table), names, places
    )
    row = connection.execute(statement, values).fetchone()
    assert row is not None
    return int(row[0])

"""The tables of ``pyworker dev`` are those of the Rails app, which can serve from them too."""

from typing import Any

import psycopg

from pyworker.dev.sample import create_schema
from tests.integration.rails import RailsApp
from tests.servers.postgres import PostgresServer

COLUMNS = """
    select table_name, column_name, data_type, is_nullable, column_default, datetime_precision
    from information_schema.columns
    where table_schema = 'public' and table_name <> 'ar_internal_metadata'
    order by table_name, column_name
"""
INDEXES = """
    select indexdef from pg_indexes
    where schemaname = 'public' and tablename <> 'ar_internal_metadata' order by indexdef
"""
FOREIGN_KEYS = """
    select conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid)
    from pg_constraint where contype = 'f' order by 1, 2
"""
DROP_JUDGE = """
    drop table submission_results, submissions, test_cases, problems;
    delete from schema_migrations where version > '20260101000005'
"""
VERSIONS = "select version from schema_migrations order by version"


def test_rails_finds_nothing_to_migrate_and_would_have_made_the_same(
    postgres_server: PostgresServer, postgres_url: str, redis_url: str
) -> None:
    ours = postgres_url
    theirs = postgres_server.fresh_database()
    with psycopg.connect(ours) as connection:
        create_schema(connection)

    RailsApp.prepared(redis_url, theirs)
    RailsApp.prepared(redis_url, ours)

    for query in (COLUMNS, INDEXES, FOREIGN_KEYS, VERSIONS):
        assert _rows(ours, query) == _rows(theirs, query)
    postgres_server.drop_database(theirs)


def _rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_a_database_of_an_earlier_version_gets_the_judges_tables(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        create_schema(connection)
        made = _rows(postgres_url, COLUMNS)
        connection.execute(DROP_JUDGE)

        assert create_schema(connection) is True
        assert _rows(postgres_url, COLUMNS) == made
        assert create_schema(connection) is False


def test_a_database_of_another_app_gets_none(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create table test_results (id bigserial primary key)")
        for step in ("select 1", "create table schema_migrations (version varchar)"):
            connection.execute(step)

            assert create_schema(connection) is False
            assert "submissions" not in {row[0] for row in _rows(postgres_url, COLUMNS)}

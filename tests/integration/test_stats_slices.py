"""All samples at once, read from a real PostgreSQL in slices, and where that cannot be."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import psycopg
import pytest

from pyworker.stats import slices

Connection = psycopg.Connection[tuple[Any, ...]]

ALL = 10**9
TABLE = "CREATE TABLE samples (id bigserial PRIMARY KEY, value float8)"
# More rows than three slices hold, whatever fits a block of eight kilobytes.
MANY = 25_000


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def test_every_row_of_every_slice_is_read_once(connection: Connection) -> None:
    fill(connection, TABLE, MANY)

    assert read(connection, MANY) == list(range(1, MANY + 1))


def test_no_slice_reads_more_than_its_own_rows(connection: Connection) -> None:
    fill(connection, TABLE, MANY)
    connection.execute("VACUUM ANALYZE samples")
    before = rows_read(connection)

    slices.read(connection, MANY)

    assert rows_read(connection) - before == MANY


def test_rows_that_moved_or_went_are_read_as_they_are_now(connection: Connection) -> None:
    fill(connection, TABLE, MANY)
    connection.execute("DELETE FROM samples WHERE id % 3 = 0")
    connection.execute("UPDATE samples SET value = -value WHERE id % 3 = 1")

    expected = [-id_ if id_ % 3 == 1 else id_ for id_ in range(1, MANY + 1) if id_ % 3]
    assert read(connection, MANY) == sorted(expected)


def test_what_an_open_transaction_does_is_not_seen(
    connection: Connection, postgres_url: str
) -> None:
    fill(connection, TABLE, MANY)
    with psycopg.connect(postgres_url) as other:
        other.execute("INSERT INTO samples (value) SELECT generate_series(1, %s)", [MANY])
        other.execute("DELETE FROM samples WHERE id <= %s", [MANY])

        assert read(connection, ALL) == list(range(1, MANY + 1))


def test_more_rows_than_asked_for_are_left_to_another_way(connection: Connection) -> None:
    fill(connection, TABLE, MANY)

    assert slices.read(connection, MANY - 1) is None


def test_only_the_ids_tell_how_many_there_may_be(connection: Connection) -> None:
    fill(connection, TABLE, 3)
    connection.execute("INSERT INTO samples (id, value) VALUES (-9223372036854775808, 0.5)")

    assert slices.read(connection, ALL) is None
    assert slices.read(connection, 4) is None


def test_no_rows_are_left_to_another_way(connection: Connection) -> None:
    fill(connection, TABLE, 0)

    assert slices.read(connection, ALL) is None


@pytest.mark.parametrize("at", [1, MANY // 2, MANY])
def test_a_null_in_any_slice_is_left_to_another_way(connection: Connection, at: int) -> None:
    fill(connection, TABLE, MANY)
    connection.execute("UPDATE samples SET value = NULL WHERE id = %s", [at])

    assert slices.read(connection, ALL) is None
    assert connection.execute("SELECT 1").fetchone() == (1,)


PARTS = """
    CREATE TABLE samples (id bigserial PRIMARY KEY, value float8) PARTITION BY RANGE (id);
    CREATE TABLE low PARTITION OF samples FOR VALUES FROM (MINVALUE) TO (20);
    CREATE TABLE high PARTITION OF samples FOR VALUES FROM (20) TO (MAXVALUE)
"""
VIEW = """
    CREATE TABLE hidden (id bigserial PRIMARY KEY, value float8);
    CREATE VIEW samples AS SELECT id, value FROM hidden
"""


@pytest.mark.parametrize(
    "table",
    [
        TABLE.replace("float8", "numeric"),
        f"{TABLE}; CREATE TABLE more () INHERITS (samples)",
        PARTS,
        VIEW,
    ],
    ids=["numeric", "inherited", "partitioned", "view"],
)
def test_another_kind_of_table_is_left_to_another_way(connection: Connection, table: str) -> None:
    fill(connection, table, 50)

    assert slices.read(connection, ALL) is None


def test_who_may_not_read_the_whole_table_is_left_to_another_way(connection: Connection) -> None:
    fill(connection, TABLE, 50)
    connection.execute("CREATE ROLE reader; GRANT SELECT (id, value) ON samples TO reader")
    try:
        connection.execute("SET ROLE reader")
        assert slices.read(connection, ALL) is None
    finally:
        connection.execute("RESET ROLE; DROP OWNED BY reader; DROP ROLE reader")


def fill(connection: Connection, table: str, rows: int) -> None:
    connection.execute(table.encode())
    connection.execute(b"INSERT INTO samples (value) SELECT generate_series(1, %s)", [rows])


def rows_read(connection: Connection) -> int:
    connection.execute("SELECT pg_stat_force_next_flush()")
    row = connection.execute(
        "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'samples'"
    ).fetchone()
    assert row is not None
    read: int = row[0]
    return read


def read(connection: Connection, most: int) -> list[float]:
    frames = slices.read(connection, most)
    assert frames is not None
    offset, size = slices.LENGTH_BYTES, slices.FRAME_BYTES
    frame = np.dtype(
        {"names": ["value"], "formats": [">f8"], "offsets": [offset], "itemsize": size}
    )
    found: list[float] = sorted(np.frombuffer(frames, frame)["value"].tolist())
    return found

"""All samples at once, read from a real PostgreSQL in slices, and where that cannot be."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
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


@pytest.fixture
def helped(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Tables are worth a second connection, and the first one waits until that has read its part.

    The event is set then.
    """
    monkeypatch.setattr(slices, "RANGE_BLOCKS", slices.SLICE_BLOCKS)
    done, read_ranges = threading.Event(), slices._Table.read_ranges

    def in_order(table: slices._Table, connection: Connection) -> None:
        if threading.current_thread() is threading.main_thread():
            assert done.wait(30)
            return read_ranges(table, connection)
        try:
            return read_ranges(table, connection)
        finally:
            done.set()

    monkeypatch.setattr(slices._Table, "read_ranges", in_order)
    return done


def test_a_second_connection_sees_what_the_first_one_does(
    connection: Connection, postgres_url: str, helped: threading.Event
) -> None:
    fill(connection, TABLE, MANY)

    @contextmanager
    def later() -> Iterator[Connection]:
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("UPDATE samples SET value = 0; DELETE FROM samples WHERE id % 2 = 0")
            yield other

    assert read(connection, MANY, later) == list(range(1, MANY + 1))


def test_what_the_second_connection_cannot_finish_the_first_one_reads(
    connection: Connection, postgres_url: str, helped: threading.Event
) -> None:
    fill(connection, TABLE, MANY)
    connection.execute("CREATE ROLE stranger")

    @contextmanager
    def stranger() -> Iterator[Connection]:
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("SET ROLE stranger")
            yield other

    try:
        assert read(connection, MANY, stranger) == list(range(1, MANY + 1))
    finally:
        connection.execute("DROP ROLE stranger")


def test_a_second_connection_finds_nulls_as_well(
    connection: Connection, postgres_url: str, helped: threading.Event
) -> None:
    fill(connection, TABLE, MANY)
    connection.execute("UPDATE samples SET value = NULL WHERE id = 1")

    assert slices.read(connection, MANY, partial(open_one, postgres_url)) is None


def test_without_a_second_connection_the_first_one_reads_all(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "RANGE_BLOCKS", slices.SLICE_BLOCKS)
    fill(connection, TABLE, MANY)

    nobody = partial(open_one, "postgresql://127.0.0.1:1/x")

    assert read(connection, MANY, nobody) == list(range(1, MANY + 1))


def test_a_small_table_is_worth_no_second_connection(connection: Connection) -> None:
    fill(connection, TABLE, 50)

    def refuse() -> AbstractContextManager[Connection]:
        pytest.fail("a connection was asked for")

    assert read(connection, MANY, refuse) == list(range(1, 51))


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


def open_one(url: str) -> AbstractContextManager[Connection]:
    return psycopg.connect(url, autocommit=True)


def read(connection: Connection, most: int, second: "slices.Open | None" = None) -> list[float]:
    frames = slices.read(connection, most, second)
    assert frames is not None
    offset, size = slices.LENGTH_BYTES, slices.FRAME_BYTES
    frame = np.dtype(
        {"names": ["value"], "formats": [">f8"], "offsets": [offset], "itemsize": size}
    )
    found: list[float] = sorted(np.frombuffer(frames, frame)["value"].tolist())
    return found

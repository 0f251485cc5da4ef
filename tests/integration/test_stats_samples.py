"""Which samples a test run has, read from a real PostgreSQL."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pyworker.errors import PyworkerError
from pyworker.stats import errors, samples, slices
from pyworker.stats.batch import values_of
from pyworker.stats.samples import Samples, Window
from pyworker.stats.service import configure

SCHEMA = Path(__file__).with_name("stats_schema.sql").read_text()

Connection = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        configure(connection)
        connection.execute(SCHEMA)
        yield connection


def test_a_page_is_the_tasks(connection: Connection) -> None:
    add_samples(connection, range(1, 51))
    ids = [add_run(connection, page, 20) for page in (1, 2, 3, 4)]

    first, second, third, fourth = (values(answer) for answer in read(connection, ids))

    assert first == list(range(1, 21))
    assert second == list(range(21, 41))
    assert third == list(range(41, 51))
    assert fourth == []


@pytest.mark.parametrize("page", [0, -3])
def test_a_page_before_the_first_is_the_first(connection: Connection, page: int) -> None:
    add_samples(connection, range(1, 51))

    (answer,) = read(connection, [add_run(connection, page, 20)])

    assert values(answer) == list(range(1, 21))


@pytest.mark.parametrize("per_page", [0, -1])
def test_a_page_of_no_rows_is_empty(connection: Connection, per_page: int) -> None:
    add_samples(connection, range(5))
    good = add_run(connection, 1, 2)

    empty, full = read(connection, [add_run(connection, 1, per_page), good])

    assert values(empty) == []
    assert values(full) == [0, 1]


def test_pages_count_rows_in_id_order_not_ids(connection: Connection) -> None:
    connection.execute(
        "INSERT INTO samples (id, value) VALUES (900, 9), (5, 1), (70, 3), (6, 2), (80, 4)"
    )

    (answer,) = read(connection, [add_run(connection, 2, 2)])

    assert values(answer) == [3, 4]


def test_null_takes_a_place_in_its_page_and_is_counted(connection: Connection) -> None:
    add_samples(connection, [None, 1, None, 2, 3])

    (answer,) = read(connection, [add_run(connection, 1, 4)])

    assert values(answer) == [1, 2]
    assert isinstance(answer, Samples)
    assert answer.nulls == 2


def test_a_run_that_is_missing_spoils_no_other(connection: Connection) -> None:
    add_samples(connection, range(3))
    run = add_run(connection, 1, 2)

    missing, found, again = read(connection, [run + 1000, run, run])

    assert isinstance(missing, errors.TestRunNotFound)
    assert values(found) == values(again) == [0, 1]


def test_runs_of_one_page_share_one_read(connection: Connection) -> None:
    add_samples(connection, range(3))
    runs = [add_run(connection, 1, 2) for _ in range(3)]

    one, two, three = read(connection, runs)

    assert one is two is three


def test_a_setting_takes_all_samples(connection: Connection) -> None:
    add_samples(connection, [*range(30), None])
    runs = [add_run(connection, 1, 2), add_run(connection, 2, 2)]

    one, two, missing = read(connection, [*runs, 10**6], "all")

    assert values(one) == list(range(30))
    assert isinstance(one, Samples)
    assert one.nulls == 1
    assert one is two
    assert isinstance(missing, errors.TestRunNotFound)


def test_a_run_without_a_task_has_all_samples_beside_one_with(connection: Connection) -> None:
    add_samples(connection, range(30))
    paged, lonely = add_run(connection, 1, 2), add_lonely_run(connection)

    page, everything = read(connection, [paged, lonely])

    assert values(page) == [0, 1]
    assert values(everything) == list(range(30))


def test_a_run_without_a_task_fails_where_the_tasks_page_is_asked_for(
    connection: Connection,
) -> None:
    (answer,) = read(connection, [add_lonely_run(connection)], "task")

    assert isinstance(answer, errors.TaskNotFound)


@pytest.mark.parametrize("window", ["auto", "all"])
@pytest.mark.parametrize("tables", ["tasks, handlers", "tasks, handlers, test_runs"])
def test_without_tables_of_tasks_all_samples_count(
    connection: Connection, tables: str, window: Window
) -> None:
    add_samples(connection, range(30))
    run = add_run(connection, 1, 2)
    connection.execute(f"DROP TABLE {tables} CASCADE")

    (answer,) = read(connection, [run], window)

    assert values(answer) == list(range(30))


@pytest.mark.parametrize("count", [1, 2, 63, 1000])
def test_all_samples_are_read_where_none_is_null(connection: Connection, count: int) -> None:
    add_samples(connection, range(count))

    (answer,) = read(connection, [add_run(connection, 1, 2)], "all")

    assert isinstance(answer, Samples)
    assert (answer.framed, answer.nulls) == (True, 0)
    assert values(answer) == list(range(count))


@pytest.mark.parametrize(
    ("page", "per_page", "expected", "framed"),
    [
        (1, 30, range(30), True),
        (0, 31, range(30), True),
        (1, 29, range(29), False),
        (2, 20, range(20, 30), False),
        (3, 20, [], False),
    ],
)
def test_a_long_page_is_read_at_once_where_it_holds_all_samples(
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    per_page: int,
    expected: Sequence[float],
    framed: bool,
) -> None:
    monkeypatch.setattr(samples, "LONG_ROWS", 19)
    add_samples(connection, range(30))

    (answer,) = read(connection, [add_run(connection, page, per_page)])

    assert values(answer) == list(expected)
    assert isinstance(answer, Samples)
    assert (answer.framed, answer.nulls) == (framed, 0)


@pytest.mark.parametrize("window", ["all", "task"])
def test_a_second_connection_may_help_to_read_all_samples(
    connection: Connection,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    window: Window,
) -> None:
    monkeypatch.setattr(slices, "WORTH_RANGES", 1)
    monkeypatch.setattr(samples, "LONG_ROWS", 19)
    add_samples(connection, range(30))
    run, urls = add_run(connection, 1, 30), []

    def second() -> Connection:
        urls.append(postgres_url)
        return psycopg.connect(postgres_url, autocommit=True)

    answers = samples.read(connection, [run], window, second)

    assert values(answers[run]) == list(range(30))
    assert urls == [postgres_url]


@pytest.mark.parametrize("per_page", [4, 5, 1000])
def test_a_long_page_counts_its_nulls(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, per_page: int
) -> None:
    monkeypatch.setattr(samples, "LONG_ROWS", 1)
    add_samples(connection, [None, 1, None, 2, None])

    (answer,) = read(connection, [add_run(connection, 1, per_page)])

    assert values(answer) == [1, 2]
    assert isinstance(answer, Samples)
    assert answer.nulls == min(per_page, 5) - 2


def test_no_samples_at_all_are_no_error(connection: Connection) -> None:
    (answer,) = read(connection, [add_run(connection, 1, 2)], "all")

    assert answer == Samples(b"", 0)


@pytest.mark.parametrize("window", ["task", "all"])
def test_what_is_too_long_for_one_value_comes_in_chunks(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, window: Window
) -> None:
    monkeypatch.setattr(samples, "CHUNK_ROWS", 4)
    monkeypatch.setattr(samples, "LONG_ROWS", 4)
    connection.execute(
        "INSERT INTO samples (id, value) SELECT id, nullif(id, 3) FROM unnest(%s::bigint[]) AS id",
        [[1, 2, 3, 4, 5, 9, 500, 501, 502, 503, 504, 10**15]],
    )
    run = add_run(connection, 1, 11)
    expected = [1, 2, 4, 5, 9, 500, 501, 502, 503, 504, *([10**15] if window == "all" else [])]

    (answer,) = read(connection, [run], window)

    assert values(answer) == expected
    assert isinstance(answer, Samples)
    assert answer.nulls == 1


def test_a_page_walks_the_primary_key_and_reads_its_own_rows_alone(connection: Connection) -> None:
    add_samples(connection, range(50_000))
    connection.execute("ANALYZE samples")
    runs = [add_run(connection, page, 20) for page in (1, 2)]
    connection.execute("SELECT pg_stat_force_next_flush()")
    before = rows_read(connection)

    for _ in range(10):  # the plan is made at one of these, and kept
        read(connection, runs)

    sequential, by_index = rows_read(connection)
    assert sequential == before[0]
    assert by_index - before[1] == 10 * (20 + 40)


def read(
    connection: Connection, ids: Sequence[int], window: Window = "auto"
) -> list[Samples | PyworkerError]:
    answers = samples.read(connection, ids, window)
    return [answers[id_] for id_ in ids]


def values(answer: Samples | PyworkerError) -> list[float]:
    assert isinstance(answer, Samples)
    return sorted(values_of(answer).tolist())


def rows_read(connection: Connection) -> tuple[int, int]:
    connection.execute("SELECT pg_stat_force_next_flush()")
    row = connection.execute(
        "SELECT seq_tup_read, idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'samples'"
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def add_samples(connection: Connection, added: Sequence[float | None]) -> None:
    floats = [None if value is None else float(value) for value in added]
    connection.execute("INSERT INTO samples (value) SELECT unnest(%s::float8[])", [floats])


def add_run(connection: Connection, page: int, per_page: int) -> int:
    row = connection.execute(
        """
        WITH task AS (
            INSERT INTO tasks (page, per_page, created_at, updated_at)
            VALUES (%s, %s, now(), now()) RETURNING id
        ), handler AS (
            INSERT INTO handlers (task_id, handler_type) SELECT id, 'python' FROM task RETURNING id
        )
        INSERT INTO test_runs (handler_id, created_at, updated_at)
        SELECT id, now(), now() FROM handler RETURNING id
        """,
        [page, per_page],
    ).fetchone()
    assert row is not None
    id_: int = row[0]
    return id_


def add_lonely_run(connection: Connection) -> int:
    run = add_run(connection, 1, 2)
    connection.execute("ALTER TABLE test_runs DISABLE TRIGGER ALL")
    connection.execute("UPDATE test_runs SET handler_id = 0 WHERE id = %s", [run])
    return run

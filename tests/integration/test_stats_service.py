"""Test runs in, rows of test_results out, on a real PostgreSQL."""

import logging
import math
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from pyworker.errors import WrongArguments
from pyworker.job import Job
from pyworker.jobs.stats import specs
from pyworker.registry import JobContext
from pyworker.stats import errors
from pyworker.stats.one_shot import run_once
from pyworker.stats.results import StatsResult
from pyworker.stats.service import StatsService
from tests.integration.test_stats_samples import SCHEMA, add_run, add_samples
from tests.servers.postgres import PostgresServer

FIGURES = "min, q1, median, q3, max, mean, standard_deviation"

Connection = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        yield connection


@pytest.fixture
def service(postgres_url: str) -> Iterator[StatsService]:
    service = StatsService(postgres_url, "auto", "allocated", 2)
    yield service
    service.close()


def test_a_run_becomes_a_row(connection: Connection, service: StatsService) -> None:
    add_samples(connection, [40, 10, 30, 20])
    run = add_run(connection, 1, 20)

    (answer,) = service.run([run])

    (row,) = stored(connection, f"test_run_id, {FIGURES}, duration, memory")
    assert row == answer
    assert row[:7] == (run, 10, 10, 25, 30, 40, 25)
    assert row[7] == pytest.approx(math.sqrt(125), rel=1e-12)
    assert 0 < row[8] < 1
    assert row[9] > 0


def test_timestamps_are_utc_without_a_zone(connection: Connection, service: StatsService) -> None:
    connection.execute(f"ALTER DATABASE {connection.info.dbname} SET timezone = 'Asia/Tokyo'")
    run = add_run(connection, 1, 20)

    service.run([run])

    ((created, updated),) = stored(connection, "created_at, updated_at")
    assert created == updated
    assert abs(created.replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=10)


def test_no_samples_make_a_row_without_figures(
    connection: Connection, service: StatsService
) -> None:
    service.run([add_run(connection, 1, 20)])

    (row,) = stored(connection, f"{FIGURES}, duration, memory")
    assert row[:7] == (None,) * 7
    assert row[7] >= 0
    assert row[8] == 0


def test_infinite_samples_are_stored_as_they_are(
    connection: Connection, service: StatsService
) -> None:
    add_samples(connection, [math.inf, 1])

    service.run([add_run(connection, 1, 20)])

    (row,) = stored(connection, "min, max, mean, standard_deviation")
    assert row[:3] == (1, math.inf, math.inf)
    assert math.isnan(row[3])


def test_a_bad_run_spoils_no_other(connection: Connection, service: StatsService) -> None:
    add_samples(connection, [1, 2, math.nan, 4, 5, 6])
    first, second, third = (add_run(connection, page, 2) for page in (1, 2, 3))

    answers = service.run([first, second, 10**9, third, first])

    assert [type(answer) for answer in answers] == [
        StatsResult,
        errors.NanSamples,
        errors.TestRunNotFound,
        StatsResult,
        StatsResult,
    ]
    assert "1 of the samples are NaN" in str(answers[1])
    assert stored(connection, "test_run_id, mean") == [(first, 1.5), (third, 5.5), (first, 1.5)]


def test_the_number_of_nulls_skipped_is_logged(
    connection: Connection, service: StatsService, caplog: pytest.LogCaptureFixture
) -> None:
    add_samples(connection, [1, None, 3, None])
    run = add_run(connection, 1, 20)
    caplog.set_level(logging.INFO, "pyworker")

    service.run([run])

    assert f"samples skipped test_run={run} nulls=2" in caplog.messages
    assert stored(connection, "mean") == [(2,)]


def test_the_job_stores_what_its_arguments_name(
    connection: Connection, service: StatsService
) -> None:
    add_samples(connection, [1, 2, 3])
    run = add_run(connection, 1, 20)
    handler = specs(service)[0].handler

    answers = handler(
        [JobContext(Job("RubyWorker", args), "default") for args in ([str(run)], [], [run])]
    )

    assert [type(answer) for answer in answers] == [type(None), WrongArguments, type(None)]
    assert stored(connection, "test_run_id") == [(run,), (run,)]


def test_threads_share_a_service(connection: Connection, service: StatsService) -> None:
    add_samples(connection, range(100))
    runs = [add_run(connection, page, 20) for page in (1, 2, 3, 4, 5)]
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.extend(service.run(runs))) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 20
    means = sorted(mean for (mean,) in stored(connection, "mean"))
    assert means == sorted([9.5, 29.5, 49.5, 69.5, 89.5] * 4)


def test_resident_memory_is_that_of_a_process(connection: Connection, postgres_url: str) -> None:
    service = StatsService(postgres_url, "auto", "resident", 1)

    service.run([add_run(connection, 1, 20)])
    service.close()

    assert stored(connection, "memory > 10e6") == [(True,)]


def test_one_shot_stores_the_same_row(connection: Connection, postgres_url: str) -> None:
    add_samples(connection, range(1000))
    run = add_run(connection, 1, 1000)

    result = run_once(postgres_url, run)

    assert stored(connection, f"test_run_id, {FIGURES}, duration, memory") == [result]
    assert result.mean == 499.5


def test_one_shot_raises_what_is_wrong(connection: Connection, postgres_url: str) -> None:
    with pytest.raises(errors.TestRunNotFound, match="test run 77 not found"):
        run_once(postgres_url, 77)

    assert stored(connection, "id") == []


def test_a_restart_of_the_server_fails_no_later_job(own_postgres: PostgresServer) -> None:
    url = own_postgres.fresh_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        runs = [add_run(connection, 1, 20)]
    service = StatsService(url, pool_size=1)
    service.run(runs)

    own_postgres.stop()
    own_postgres.start()
    (answer,) = service.run(runs)
    service.close()

    assert isinstance(answer, StatsResult)


def test_a_database_that_is_down_fails_the_batch_and_comes_back(
    own_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pyworker.database.WAIT_S", 0.5)
    url = own_postgres.fresh_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA)
        runs = [add_run(connection, 1, 20)]
    service = StatsService(url, pool_size=1)
    service.run(runs)

    own_postgres.stop()
    with pytest.raises(psycopg.OperationalError):
        service.run(runs)
    own_postgres.start()
    answers = retried(service, runs)
    service.close()

    assert [type(answer) for answer in answers] == [StatsResult]


def retried(service: StatsService, runs: list[int]) -> list[Any]:
    """Run as the runtime would: again, for half a minute, until the database has an answer."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return list(service.run(runs))
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise


def stored(connection: Connection, columns: str) -> list[tuple[Any, ...]]:
    statement = f"SELECT {columns} FROM test_results ORDER BY id"  # noqa: S608  columns are ours
    return connection.execute(statement).fetchall()

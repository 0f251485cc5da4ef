"""The sample data of ``pyworker dev``."""

import psycopg

from pyworker.dev import sample


def test_tables_and_samples_are_made_once(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        first = sample.create_schema(connection), sample.load_samples(connection)
        second = sample.create_schema(connection), sample.load_samples(connection)
        row = connection.execute("select count(*), avg(value) from samples").fetchone()

    assert (first, second) == ((True, True), (False, False))
    assert row is not None
    assert row[0] == sample.SAMPLES
    assert 99.5 < row[1] < 100.5


def test_samples_that_are_there_are_left_alone(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        sample.create_schema(connection)
        connection.execute("insert into samples (value) values (1)")

        loaded = sample.load_samples(connection)

        assert not loaded
        assert connection.execute("select value from samples").fetchall() == [(1.0,)]


def test_test_runs_are_numbered_within_one_task_over_all_samples(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        sample.create_schema(connection)

        runs = [sample.add_test_run(connection) for _ in range(2)]

        rows = connection.execute(
            "select test_runs.id, consequent_number, page, per_page from test_runs "
            "join handlers on handlers.id = handler_id join tasks on tasks.id = task_id order by 1"
        ).fetchall()
    assert rows == [(runs[0], 1, 1, sample.SAMPLES), (runs[1], 2, 1, sample.SAMPLES)]


def test_a_result_is_found_once_it_is_written(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        sample.create_schema(connection)
        run = sample.add_test_run(connection)
        before = sample.find_result(connection, run)
        connection.execute(
            "insert into test_results (test_run_id, mean, created_at, updated_at) "
            "values (%s, 2.5, now(), now())",
            [run],
        )

        after = sample.find_result(connection, run)

    assert before is None
    assert after is not None
    assert (after["test_run_id"], after["mean"]) == (run, 2.5)

"""Ruby's statistics: against the documented vectors, and pyworker's rows against Ruby's."""

import json
import math
from typing import Any

import psycopg
import pytest

from tests.integration.rails import RailsApp

RELATIVE = 1e-12
ORDER_STATISTICS = ("min", "q1", "median", "q3", "max")
VECTORS: dict[str, tuple[list[float], dict[str, float]]] = {
    "even": (
        [40, 10, 30, 20],
        {"min": 10, "q1": 10, "median": 25, "q3": 30, "max": 40, "mean": 25},
    ),
    "three": ([3, 1, 2], {"q1": 1, "median": 2, "q3": 3}),
    "odd": ([1, 2, 3, 4, 5], {"q1": 2, "q3": 4}),
    "six": ([1, 2, 3, 4, 5, 6], {"q1": 2, "q3": 5}),
    "one": ([42], dict.fromkeys((*ORDER_STATISTICS, "mean"), 42)),
}


@pytest.fixture
def app(redis_url: str, postgres_url: str) -> RailsApp:
    return RailsApp.prepared(redis_url, postgres_url)


def test_ruby_agrees_with_the_documented_vectors(app: RailsApp) -> None:
    lists = json.dumps([values for values, _ in VECTORS.values()])

    printed = app.runner(f"{lists}.each {{ |v| puts Statistics.new(v.map(&:to_f)).to_h.to_json }}")

    reports = dict(zip(VECTORS, map(json.loads, printed.splitlines()), strict=True))
    for name, (_, expected) in VECTORS.items():
        assert expected.items() <= reports[name].items()
    assert reports["even"]["standard_deviation"] == pytest.approx(math.sqrt(125), rel=RELATIVE)
    assert reports["one"]["standard_deviation"] == 0


def test_the_referee_counts_null_in_the_window_and_refuses_nan(app: RailsApp) -> None:
    store_samples(app, [None, 4.0, 2.0, 6.0, math.nan, None])
    windows = [(1, 3), (2, 3), (0, 2), (3, 3)]

    used, refused, first, empty = referee(app, create_runs(app, windows))

    assert (used["count"], used["skipped"], used["mean"]) == (2, 1, 3.0)
    assert refused["error"] == "1 of 2 values are not numbers"
    assert (first["count"], first["skipped"], first["median"]) == (1, 1, 4.0)
    assert (empty["count"], empty["skipped"], empty["mean"]) == (0, 0, None)


def create_runs(app: RailsApp, windows: list[tuple[int, int]]) -> list[int]:
    """Create a test run for each window (page, per_page); nothing is enqueued."""
    insert = """
        WITH task AS (
            INSERT INTO tasks (page, per_page, created_at, updated_at)
            VALUES (%s, %s, now(), now()) RETURNING id
        ), handler AS (
            INSERT INTO handlers (task_id, handler_type) SELECT id, 'ruby' FROM task RETURNING id
        )
        INSERT INTO test_runs (handler_id, created_at, updated_at)
        SELECT id, now(), now() FROM handler RETURNING id
    """
    with psycopg.connect(app.database_url) as connection:
        rows = [connection.execute(insert, window).fetchone() for window in windows]
    return [row[0] for row in rows if row is not None]


def store_samples(app: RailsApp, values: list[float | None]) -> None:
    with (
        psycopg.connect(app.database_url) as connection,
        connection.cursor() as cursor,
        cursor.copy("COPY samples (value) FROM STDIN") as copy,
    ):
        for value in values:
            copy.write_row([value])


def referee(app: RailsApp, ids: list[int]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in app.rake("stats:referee", *ids).splitlines()]

"""Ruby's statistics: against the documented vectors, and pyworker's rows against Ruby's."""

import json
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from pyworker.stats.errors import NanSamples
from pyworker.stats.results import StatsResult
from pyworker.stats.service import StatsService
from tests.integration.rails import RailsApp

RELATIVE = 1e-12
ORDER_STATISTICS = ("min", "q1", "median", "q3", "max")
# A deviation around a mean that was rounded is off by as much as that mean: [0.1] * 3.
ROUNDING = 1e-15
SIZES = (1, 2, 3, 4, 5, 6, 7, 20, 63, 64, 65, 200)
REGION = 2 * max(SIZES)
KINDS: dict[str, Callable[[random.Random], float | None]] = {
    "any sign": lambda r: r.uniform(-1e3, 1e3),
    "negative": lambda r: -r.lognormvariate(0, 3),
    "duplicates": lambda r: float(r.randrange(4)),
    "equal": lambda _: 0.1,
    "huge": lambda r: r.uniform(-1, 1) * 1e150,
    "tiny": lambda r: r.uniform(-1, 1) * 1e-120,
    "every size": lambda r: r.choice((-1, 1)) * 10 ** r.uniform(-100, 100),
    "close together": lambda r: 1e9 + r.random(),
    "some null": lambda r: r.choice((None, r.gauss(100, 15))),
    "all null": lambda _: None,
}
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


@pytest.fixture
def stats(app: RailsApp) -> Iterator[StatsService]:
    service = StatsService(app.database_url, window="auto", memory="allocated", pool_size=1)
    yield service
    service.close()


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


@pytest.mark.parametrize("seed", [1, 2])
def test_the_rows_of_pyworker_are_those_of_ruby(
    app: RailsApp, stats: StatsService, seed: int
) -> None:
    source = random.Random(seed)
    samples = [kind(source) for kind in KINDS.values() for _ in range(REGION)]
    store_samples(app, samples)
    windows = [*windows_of_every_kind(), (1, len(samples)), (2, len(samples) - 3), (9, 10**6)]
    ids = create_runs(app, windows)

    answers = stats.run(ids)

    rows = stored_rows(app)
    verdicts = referee(app, ids)
    assert all(isinstance(answer, StatsResult) for answer in answers)
    for window, id_, verdict in zip(windows, ids, verdicts, strict=True):
        assert_same(rows[id_], verdict, largest_in(samples, window))


def test_neither_side_has_figures_for_a_window_with_nan(app: RailsApp, stats: StatsService) -> None:
    store_samples(app, [1.0, math.nan, 3.0, math.nan, 5.0])
    ids = create_runs(app, [(1, 5), (2, 4)])

    refused, stored = stats.run(ids)

    assert isinstance(refused, NanSamples)
    assert str(refused).startswith("2 of")
    assert [verdict.get("error") for verdict in referee(app, ids)] == [
        "2 of 5 values are not numbers",
        None,
    ]
    assert isinstance(stored, StatsResult)
    assert stored_rows(app).keys() == {ids[1]}


def windows_of_every_kind() -> list[tuple[int, int]]:
    """Pages of every size that lie within one kind of samples."""
    starts = range(0, REGION * len(KINDS), REGION)
    return [(-(-start // size) + 1, size) for start in starts for size in SIZES]


def largest_in(samples: list[float | None], window: tuple[int, int]) -> float:
    page, per_page = window
    values = samples[per_page * (page - 1) : per_page * page]
    return max((abs(value) for value in values if value is not None), default=0.0)


def stored_rows(app: RailsApp) -> dict[int, dict[str, Any]]:
    """The rows of test_results by test run, of which each has one."""
    with psycopg.connect(app.database_url, row_factory=dict_row) as connection:
        rows = connection.execute("SELECT * FROM test_results").fetchall()
    by_run = {row["test_run_id"]: row for row in rows}
    assert len(by_run) == len(rows)
    return by_run


def assert_same(row: dict[str, Any], verdict: dict[str, Any], largest: float) -> None:
    assert {name: row[name] for name in ORDER_STATISTICS} == {
        name: verdict[name] for name in ORDER_STATISTICS
    }
    if verdict["count"] == 0:
        assert row["mean"] is row["standard_deviation"] is None
    else:
        assert row["mean"] == pytest.approx(verdict["mean"], rel=RELATIVE, abs=0)
        assert row["standard_deviation"] == pytest.approx(
            verdict["standard_deviation"], rel=RELATIVE, abs=ROUNDING * largest
        )
    assert row["duration"] >= 0
    assert row["memory"] >= 0


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

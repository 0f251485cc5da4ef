"""The Rails app itself: its schema, its rake tasks and its payloads."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import redis

from tests.integration.rails import RailsApp
from tests.integration.rails_program import RailsError

QUEUE = "figures"
COLUMNS = """
    SELECT table_name || '.' || column_name, data_type, is_nullable = 'YES', column_default
    FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name <> 'id'
      AND table_name NOT IN ('schema_migrations', 'ar_internal_metadata')
"""
FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, confrelid::regclass::text
    FROM pg_constraint WHERE contype = 'f'
"""
STAMP = ("timestamp without time zone", False, None)
TEXT = ("character varying", False, None)
FLOAT = ("double precision", True, None)
FIGURES = ("mean", "median", "q1", "q3", "min", "max", "standard_deviation")
SCHEMA = {
    "tasks.name": ("character varying", True, None),
    "tasks.page": ("integer", False, "1"),
    "tasks.per_page": ("integer", False, "20"),
    "tasks.runs": ("integer", False, "1"),
    "tasks.selected": ("boolean", True, None),
    "tasks.created_at": STAMP,
    "tasks.updated_at": STAMP,
    "handlers.task_id": ("bigint", False, None),
    "handlers.handler_type": ("character varying", True, None),
    "test_runs.handler_id": ("bigint", False, None),
    "test_runs.consequent_number": ("integer", True, None),
    "test_runs.created_at": STAMP,
    "test_runs.updated_at": STAMP,
    "test_results.test_run_id": ("bigint", False, None),
    **{f"test_results.{figure}": FLOAT for figure in (*FIGURES, "duration", "memory")},
    "test_results.created_at": STAMP,
    "test_results.updated_at": STAMP,
    "samples.value": FLOAT,
    "problems.title": TEXT,
    "problems.description": ("text", True, None),
    "problems.difficulty": ("character varying", True, None),
    "problems.grading_mode": ("character varying", False, "'stdio'::character varying"),
    "problems.function_signature": ("character varying", True, None),
    "problems.function_name": ("character varying", True, None),
    "problems.time_limit_ms": ("integer", False, "1000"),
    "problems.memory_limit_kb": ("integer", False, "256000"),
    "problems.language_limits": ("jsonb", True, None),
    "problems.checker": ("character varying", False, "'stripped'::character varying"),
    "problems.checker_options": ("jsonb", True, None),
    "problems.stop_at_first": ("boolean", False, "false"),
    "problems.created_at": STAMP,
    "problems.updated_at": STAMP,
    "test_cases.problem_id": ("bigint", False, None),
    "test_cases.input_data": ("text", False, "''::text"),
    "test_cases.expected_output": ("text", False, "''::text"),
    "test_cases.is_hidden": ("boolean", False, "true"),
    "test_cases.points": ("integer", False, "10"),
    "submissions.problem_id": ("bigint", False, None),
    "submissions.student_id": ("bigint", True, None),
    "submissions.source_code": ("text", False, None),
    "submissions.language": ("character varying", False, "'cpp'::character varying"),
    "submissions.status": ("character varying", False, "'Pending'::character varying"),
    "submissions.is_test": ("boolean", False, "false"),
    "submissions.submitted_at": ("timestamp without time zone", False, "CURRENT_TIMESTAMP"),
    "submissions.cached_score": ("integer", True, None),
    "submissions.sandbox": ("jsonb", True, None),
    "submission_results.submission_id": ("bigint", False, None),
    "submission_results.test_case_id": ("bigint", True, None),
    "submission_results.status": TEXT,
    "submission_results.cause": ("character varying", True, None),
    "submission_results.points": ("integer", True, None),
    "submission_results.execution_time_ms": ("integer", True, None),
    "submission_results.memory_used_kb": ("integer", True, None),
    "submission_results.output_received": ("text", True, None),
    "submission_results.error_message": ("text", True, None),
}


@pytest.fixture
def app(redis_url: str, postgres_url: str) -> RailsApp:
    return RailsApp.prepared(redis_url, postgres_url, QUEUE)


@pytest.fixture
def wire(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def test_migrations_give_exactly_the_documented_schema(app: RailsApp) -> None:
    with psycopg.connect(app.database_url) as connection:
        columns = {name: tuple(rest) for name, *rest in connection.execute(COLUMNS)}
        foreign_keys = set(connection.execute(FOREIGN_KEYS))
        index = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'index_test_results_on_test_run_id'"
        ).fetchone()

    assert columns == SCHEMA
    assert foreign_keys == {
        ("handlers", "tasks"),
        ("test_runs", "handlers"),
        ("test_results", "test_runs"),
        ("test_cases", "problems"),
        ("submissions", "problems"),
        ("submission_results", "submissions"),
        ("submission_results", "test_cases"),
    }
    assert index is not None
    assert "UNIQUE" not in index[0]


def test_samples_are_the_same_for_the_same_seed_and_added_to_what_is_there(app: RailsApp) -> None:
    app.rake("stats:samples", 50, 7)
    printed = app.rake("stats:samples", 50, 7)

    with psycopg.connect(app.database_url) as connection:
        values = [row[0] for row in connection.execute("SELECT value FROM samples ORDER BY id")]
    assert printed == "100 samples\n"
    assert values[:50] == values[50:]
    assert len(set(values)) == 50


def test_async_and_bulk_push_one_payload_for_each_test_run(app: RailsApp, wire: Any) -> None:
    app.rake("stats:enqueue", 2, "async")
    app.rake("stats:enqueue", 3, "bulk", 2, 5, "python")

    payloads = [json.loads(body) for body in reversed(wire.lrange(f"queue:{QUEUE}", 0, -1))]
    assert [(job["class"], job["args"]) for job in payloads] == [
        ("RubyWorker", [1]),
        ("RubyWorker", [2]),
        ("PythonWorker", [3]),
        ("PythonWorker", [4]),
        ("PythonWorker", [5]),
    ]
    for job in payloads:
        assert_payload(job)
        assert isinstance(job["enqueued_at"], float)
    assert len({job["jid"] for job in payloads}) == 5
    assert wire.smembers("queues") == {QUEUE.encode()}


def test_in_puts_the_job_into_the_schedule_with_its_time_as_the_score(
    app: RailsApp, wire: Any
) -> None:
    app.rake("stats:enqueue", 1, "in", 1, 20, "go")

    [(body, score)] = wire.zrange("schedule", 0, -1, withscores=True)
    job = json.loads(body)
    assert (job["class"], job["args"]) == ("GoWorker", [1])
    assert_payload(job)
    assert job.keys().isdisjoint({"at", "enqueued_at"})
    assert score - job["created_at"] == pytest.approx(3.0, abs=0.5)


def test_enqueue_creates_the_rows_its_jobs_are_about(app: RailsApp) -> None:
    app.rake("stats:enqueue", 2, "bulk", 4, 7, "go")

    with psycopg.connect(app.database_url) as connection:
        rows = connection.execute(
            "SELECT r.id, consequent_number, handler_type, page, per_page, runs FROM test_runs r"
            " JOIN handlers h ON h.id = handler_id JOIN tasks t ON t.id = task_id ORDER BY r.id"
        ).fetchall()
    assert rows == [(1, 1, "go", 4, 7, 2), (2, 2, "go", 4, 7, 2)]


def test_enqueue_refuses_what_it_does_not_know_and_pushes_nothing(app: RailsApp, wire: Any) -> None:
    with pytest.raises(RailsError, match="How is one of async, in, and bulk"):
        app.rake("stats:enqueue", 1, "later")

    assert wire.keys("*") == []


def test_results_are_printed_newest_first_with_gaps_for_null(app: RailsApp) -> None:
    app.rake("stats:enqueue", 2, "bulk")
    with psycopg.connect(app.database_url) as connection:
        connection.execute(
            "INSERT INTO test_results (test_run_id, mean, duration, memory, created_at, updated_at)"
            " VALUES (1, 0.5, 0.25, 4096, now(), now()), (2, NULL, 0.125, 0, now(), now())"
        )

    header, *rows = (line.split() for line in app.rake("stats:results").splitlines())
    assert header == ["test_run_id", *FIGURES, "duration", "memory"]
    assert rows == [
        ["2", "-", "-", "-", "-", "-", "-", "-", "0.125", "0"],
        ["1", "0.5", "-", "-", "-", "-", "-", "-", "0.25", "4096"],
    ]


def test_ruby_code_sees_the_api_of_sidekiq_and_its_errors_come_back(app: RailsApp) -> None:
    app.rake("stats:enqueue", 3, "bulk")

    assert app.runner(f"puts Sidekiq::Queue.new('{QUEUE}').map(&:args).flatten.sort.inspect") == (
        "[1, 2, 3]\n"
    )
    with pytest.raises(RailsError, match="no such thing"):
        app.runner("raise 'no such thing'")


def test_a_console_answers_many_times_and_outlives_an_error(app: RailsApp) -> None:
    with app.console() as ruby:
        assert ruby("puts RubyWorker.perform_async(5).size") == "24\n"
        with pytest.raises(RailsError, match="no such thing"):
            ruby("puts 'lost'; raise 'no such thing'")
        assert (
            ruby(f"puts Sidekiq::Queue.new('{QUEUE}').first.args.inspect\nputs 'ü'") == "[5]\nü\n"
        )


def test_a_ruby_sidekiq_on_the_same_queue_says_whose_jobs_these_are(
    app: RailsApp, wire: Any
) -> None:
    with app.sidekiq() as sidekiq:
        app.rake("stats:enqueue", 1)
        sidekiq.wait_for("this job is run by pyworker: test run 1")

    [body] = wire.zrange("retry", 0, -1)
    assert json.loads(body)["args"] == [1]


def assert_payload(job: dict[str, Any]) -> None:
    assert job["queue"] == QUEUE
    assert job["retry"] is True
    assert len(bytes.fromhex(job["jid"])) == 12
    assert isinstance(job["created_at"], float)

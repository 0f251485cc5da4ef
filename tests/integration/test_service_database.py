"""PostgreSQL goes away amid stats jobs: they are retried, and the pool recovers."""

import json
from pathlib import Path

import psycopg

from tests.integration.worker import Queues, Worker
from tests.servers.postgres import PostgresServer

SCHEMA = Path(__file__).with_name("stats_schema.sql")
JOBS = 2000


PREPARE = """
insert into samples (value) select generate_series(1, 100);
insert into tasks (name, per_page, created_at, updated_at) values ('t', 20, now(), now());
insert into handlers (task_id, handler_type) select id, 'python' from tasks;
"""


def prepare(url: str, runs: int) -> list[int]:
    """Create the tables, 100 samples and so many test runs; returns their ids."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCHEMA.read_bytes() + PREPARE.encode())
        made = connection.execute(
            "insert into test_runs (handler_id, created_at, updated_at) "
            "select handlers.id, now(), now() from handlers, generate_series(1, %s) returning id",
            [runs],
        )
        return [row[0] for row in made]


def test_a_restart_amid_stats_jobs_retries_them_and_the_pool_recovers(
    own_postgres: PostgresServer, redis_url: str
) -> None:
    queues = Queues(redis_url)
    url = own_postgres.fresh_database()
    ids = prepare(url, JOBS)

    with Worker(redis_url, "-c", "3", DATABASE_URL=url) as worker:
        queues.push_all("RubyWorker", [[each] for each in ids[: JOBS // 2]])
        worker.until("class=RubyWorker .* INFO: done")
        own_postgres.stop()
        queues.push_all("RubyWorker", [[each] for each in ids[JOBS // 2 :]])
        worker.until("class=RubyWorker .*(OperationalError|PoolTimeout|AdminShutdown).*; retry in")
        own_postgres.start()
        # Retries are due in 15 s at the earliest: make them due now, as an operator would.
        while True:
            due = [json.dumps(payload) for payload, _ in queues.sorted_set("retry")]
            if due:
                queues.redis.zadd("retry", dict.fromkeys(due, 1.0), xx=True)
            stored = stored_runs(url)
            if stored == set(ids):
                break
            worker.until("INFO: done|; retry in")
        assert worker.stop() == 0

    assert queues.sorted_set("dead") == []
    assert queues.leased() == 0


def stored_runs(url: str) -> set[int]:
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute("select test_run_id from test_results")}


def test_a_missing_run_is_retried_and_named(postgres_url: str, redis_url: str) -> None:
    queues = Queues(redis_url)
    prepare(postgres_url, 1)
    queues.push("RubyWorker", 4711)

    with Worker(redis_url, DATABASE_URL=postgres_url) as worker:
        worker.until("TestRunNotFound: .*4711.*; retry in")
        assert worker.stop() == 0

    ((payload, _),) = queues.sorted_set("retry")
    assert payload["error_class"] == "TestRunNotFound"

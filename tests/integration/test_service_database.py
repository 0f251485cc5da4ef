"""PostgreSQL goes away amid stats jobs: they are retried, and the pool recovers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.integration.worker import ROOT, Queues, Worker
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


def one_shot(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pyworker", *arguments],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("form", [["--test-run-id"], []])
def test_one_shot_stores_and_shows_the_row(form: list[str], postgres_url: str) -> None:
    (test_run_id,) = prepare(postgres_url, 1)

    done = one_shot(postgres_url, *form, str(test_run_id))

    assert (done.returncode, done.stderr) == (0, "")
    shown = dict(line.split() for line in done.stdout.splitlines())
    assert (shown["test_run_id"], shown["median"], shown["q3"]) == (
        str(test_run_id),
        "10.5",
        "15.0",
    )
    assert stored_runs(postgres_url) == {test_run_id}


def test_one_shot_says_what_is_wrong_and_never_a_password(postgres_url: str) -> None:
    prepare(postgres_url, 1)
    away = "postgresql://me:s3cr3t@127.0.0.1:1/x"

    answers = {
        "4711": one_shot(postgres_url, "4711"),
        "Connection refused": one_shot(away, "1"),
        "check DATABASE_URL": one_shot(away + "?nonsense=1", "1"),
    }

    for words, answer in answers.items():
        assert answer.returncode == 1
        assert words in answer.stderr
        assert "s3cr3t" not in answer.stdout + answer.stderr
        assert "Traceback" not in answer.stderr

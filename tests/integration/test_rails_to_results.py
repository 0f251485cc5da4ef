"""The main job on real input: Rails enqueues, pyworker computes, test_results rows appear."""

import json
import math
import signal
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.integration.rails import RailsApp
from tests.integration.worker import Queues, Worker

RUNS = 60


def rows(database_url: str) -> list[dict[str, Any]]:
    with psycopg.connect(database_url, row_factory=dict_row) as connection:
        return connection.execute("select * from test_results order by test_run_id").fetchall()


@pytest.mark.parametrize("how", ["async", "in", "bulk"])
def test_runs_enqueued_by_rails_become_rows_that_ruby_computes_alike(
    how: str, redis_url: str, postgres_url: str
) -> None:
    queues = Queues(redis_url)
    app = RailsApp.prepared(redis_url, postgres_url, queue="python")
    app.rake("stats:samples", 2000, 7)
    app.rake("stats:enqueue", RUNS, how)

    with Worker(redis_url, WORKER_QUEUE="python", DATABASE_URL=postgres_url) as worker:
        for _ in range(RUNS):
            worker.until("class=RubyWorker jid=[0-9a-f]{24} elapsed=[0-9.e-]+ INFO: done")
        assert worker.stop() == 0

    stored = {row["test_run_id"]: row for row in rows(postgres_url)}
    referee = [json.loads(line) for line in app.rake("stats:referee").splitlines()]
    assert len(stored) == RUNS
    assert len(referee) == RUNS
    for theirs in referee:
        ours = stored[theirs["test_run_id"]]
        assert all(ours[name] == theirs[name] for name in ("min", "q1", "median", "q3", "max"))
        for name in ("mean", "standard_deviation"):
            assert math.isclose(ours[name], theirs[name], rel_tol=1e-12)
        assert ours["duration"] > 0
        assert ours["memory"] > 0
    assert queues.number("stat:processed") == RUNS
    assert queues.leased() == 0


def test_sidekiqs_busy_page_shows_the_process_and_its_running_job(
    redis_url: str, postgres_url: str
) -> None:
    queues = Queues(redis_url)
    app = RailsApp.prepared(redis_url, postgres_url)
    queues.push("Block", "shown")

    with Worker(redis_url, "-g", "reports") as worker, app.console() as ruby:
        queues.waited("started")
        # The Web UI sees what the last heartbeat told; a quiet one is sent at once.
        worker.process.send_signal(signal.SIGTSTP)
        worker.until("quiet: no more jobs")
        seen = ruby(
            "Timeout.timeout(20) { sleep 0.05 until Sidekiq::Workers.new.size == 1 }\n"
            "process = Sidekiq::ProcessSet.new.first\n"
            "puts process['tag'], process.stopping?, Sidekiq::Workers.new.first.last['payload']\n"
        )
        queues.redis.rpush("release:shown", "go")
        assert worker.stop() == 0

    tag, stopping, payload = seen.splitlines()
    assert tag == "reports"
    assert stopping == "true"
    assert '"Block"' in payload

"""Stands in for the service: does one stats job as badly as needed, then waits for a signal."""

import json
import os
import signal
import sys

import psycopg
import redis

INSERT = """
    insert into test_results (test_run_id, mean, created_at, updated_at)
    select %s, avg(value), now() at time zone 'utc', now() at time zone 'utc' from samples
"""


def main() -> None:
    """Take a job from the queue, write its row, and end on TERM or INT with status 0."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        popped = client.brpop(["queue:default"])
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(INSERT, json.loads(popped[1])["args"])
    print("stand-in: done", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()

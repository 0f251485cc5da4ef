"""Enqueue a job as Sidekiq's client in Rails does."""

import json
import secrets
import time

import redis


def enqueue(client: "redis.Redis", queue: str, class_name: str, *args: object) -> str:
    """Push a job and return its jid.

    Source: sidekiq 6.4.1 lib/sidekiq/client.rb, atomic_push: the queue is announced, the job gets
    to its head, and both happen in one transaction.
    """
    now = time.time()
    payload = {
        "retry": True,
        "queue": queue,
        "args": args,
        "class": class_name,
        "jid": secrets.token_hex(12),
        "created_at": now,
        "enqueued_at": now,
    }
    with client.pipeline(transaction=True) as pipeline:
        pipeline.sadd("queues", queue)
        pipeline.lpush(f"queue:{queue}", json.dumps(payload, separators=(",", ":")))
        pipeline.execute()
    return str(payload["jid"])

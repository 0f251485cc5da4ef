"""What the Metrics tab of Sidekiq's Web UI finds, in the keys of its version."""

import re
from collections import Counter
from typing import Any

from tests.integration.worker import Queues, Worker

# One minute may end while a test runs: figures are added up over all keys of a kind.
HASHES_8 = (r"j\|\d{6}\|\d{1,2}:\d\d", r"j\|\d{6}\|\d{1,2}:\d")
HASH_7 = r"j\|\d{8}\|\d{1,2}:\d{1,2}"


def found(queues: Queues, pattern: str) -> list[str]:
    return [key for key in queues.redis.scan_iter("*") if re.fullmatch(pattern, key)]


def figures(queues: Queues, pattern: str) -> Counter[str]:
    """Add up the hashes whose names match."""
    total: Counter[str] = Counter()
    for key in found(queues, pattern):
        fields = queues.redis.hgetall(key)
        assert isinstance(fields, dict)
        total.update({str(field): int(number) for field, number in fields.items()})
    return total


def histogram(queues: Queues, pattern: str) -> list[int]:
    """Add up the histograms whose names match, as Sidekiq reads them."""
    reads = [word for bucket in range(26) for word in ("GET", "u16", f"#{bucket}")]
    client: Any = queues.redis
    read = [client.execute_command("BITFIELD", key, *reads) for key in found(queues, pattern)]
    return [sum(numbers) for numbers in zip(*read, strict=True)]


def run_some_jobs(redis_url: str, queues: Queues, **settings: Any) -> None:
    """Run three jobs that succeed, one of them slow, and one that fails."""
    with Worker(redis_url, **settings) as worker:
        queues.push("Block", "slow")
        queues.waited("started")
        for value in (1, 2):
            queues.push("Record", value)
            queues.waited("ran")
        queues.push("Fail", "no luck")
        worker.until("ValueError: no luck")
        queues.redis.rpush("release:slow", "go")
        queues.waited("ran")
        assert worker.stop() == 0


def test_sidekiq_8_finds_minutes_and_tens_of_minutes(redis_url: str) -> None:
    queues = Queues(redis_url)

    run_some_jobs(redis_url, queues)

    for pattern, kept_s in zip(HASHES_8, (8 * 3600, 72 * 3600), strict=True):
        counted = figures(queues, pattern)
        slow_ms = counted.pop("Block|ms", 0)
        counted.pop("Record|ms", None)
        assert counted == {"Record|p": 2, "Block|p": 1, "Fail|p": 1, "Fail|f": 1}
        assert 0 < slow_ms < 60_000
        assert all(
            kept_s - 100 < int(str(queues.redis.ttl(key))) <= kept_s
            for key in found(queues, pattern)
        )
    assert sum(histogram(queues, r"h\|Record-\d{1,2}-\d{1,2}:\d{1,2}")) == 2
    assert sum(histogram(queues, r"h\|Block-\d{1,2}-\d{1,2}:\d{1,2}")) == 1
    assert found(queues, r"h\|Fail-.*") == found(queues, HASH_7) == []


def test_sidekiq_7_finds_minutes(redis_url: str) -> None:
    queues = Queues(redis_url)

    run_some_jobs(redis_url, queues, PYWORKER_METRICS="7")

    counted = figures(queues, HASH_7)
    assert counted.pop("Block|ms", 0) > 0
    counted.pop("Record|ms", None)
    assert counted == {"Record|p": 2, "Block|p": 1, "Fail|p": 1, "Fail|f": 1}
    assert sum(histogram(queues, r"Record-\d\d-\d\d:\d{1,2}")) == 2
    assert found(queues, r"Fail-.*") == found(queues, HASHES_8[0]) == []
    assert all(
        0 < int(str(queues.redis.ttl(key))) <= 8 * 3600
        for key in [*found(queues, HASH_7), *found(queues, r"Record-.*")]
    )


def test_no_metrics_are_written_where_none_are_wanted(redis_url: str) -> None:
    queues = Queues(redis_url)

    run_some_jobs(redis_url, queues, PYWORKER_METRICS="off")

    assert found(queues, r"[jh]\|.*|Record-.*") == []
    assert queues.number("stat:processed") == 4


def test_an_activejob_is_counted_under_its_own_class(redis_url: str) -> None:
    queues = Queues(redis_url)
    wrapper = {"job_class": "Record", "arguments": [7]}
    queues.push("Sidekiq::ActiveJob::Wrapper", wrapper, wrapped="Record")

    with Worker(redis_url) as worker:
        assert queues.waited("ran") == "7"
        assert worker.stop() == 0

    assert figures(queues, HASHES_8[0])["Record|p"] == 1

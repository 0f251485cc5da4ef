"""The page that ``pyworker status`` draws."""

import click
import msgspec
import pytest

from pyworker.operate.status_page import page
from pyworker.transports.redis.inspector.cluster import Cluster
from pyworker.transports.redis.inspector.processes import Process, Running
from pyworker.transports.redis.inspector.queues import Queue

WHERE = "redis://redis.example.com:6379/0"
PROCESS = Process(
    identity="web-1:7:abc",
    hostname="web-1",
    pid=7,
    tag="shop",
    labels=[],
    version="pyworker 1.2",
    queues=["critical", "default", "low", "mailers"],
    concurrency=5,
    busy=2,
    rss_kib=204800,
    rtt_us=350,
    quiet=False,
    started_at=100.0,
    beat_at=995.0,
    leased=2,
)
WORK = Running(
    identity="web-1:7:abc",
    tid="t",
    queue="low",
    jid="0123456789abcdef01234567",
    class_name="Mail",
    args=[1, "x"],
    run_at=940.0,
)
CLUSTER = Cluster(
    at=1000.0,
    processed=5000,
    failed=12,
    processed_today=10,
    failed_today=1,
    enqueued=1234,
    busy=2,
    concurrency=5,
    leased=2,
    retry=3,
    scheduled=4,
    dead=5,
    processes=[PROCESS],
    running=[WORK],
    queues=[Queue("low", 1234, 75.0, True)],
    suspects=[],
    orphaned=[],
)


def shown(cluster: Cluster, before: Cluster | None = None, width: int | None = None) -> list[str]:
    return [click.unstyle(line) for line in page(cluster, before, WHERE, width)]


def test_the_page_of_a_small_cluster() -> None:
    title, *lines = shown(CLUSTER, width=120)

    assert title.startswith(f"pyworker  {WHERE}  ")
    assert lines == [
        "",
        "PROCESSED  FAILED  BUSY  ENQUEUED  RETRY  SCHEDULED  DEAD",
        "    5,000      12   2/5     1,234      3          4     5",
        "",
        "HOST   PID  TAG   QUEUES                           BUSY     RSS     RTT   UP  VERSION"
        "       STATE",
        "web-1    7  shop  critical, default, low, mailers   2/5  200 MB  0.3 ms  15m  pyworker 1.2"
        "  ok",
        "",
        "QUEUE   SIZE  LATENCY  STATE",
        "low    1,234   1m 15s  paused",
        "",
        "FOR  CLASS  QUEUE  JID                       PROCESS  ARGS",
        ' 1m  Mail   low    0123456789abcdef01234567  web-1:7  1,"x"',
    ]


def test_the_rate_is_what_was_processed_between_two_looks() -> None:
    before = msgspec.structs.replace(CLUSTER, at=998.0, processed=2000)

    assert shown(CLUSTER, before)[0].endswith("  1,500 jobs/s")


def test_counts_that_were_reset_are_no_negative_rate() -> None:
    before = msgspec.structs.replace(CLUSTER, at=998.0, processed=9000)

    assert shown(CLUSTER, before)[0].endswith("  0 jobs/s")


@pytest.mark.parametrize(
    ("change", "state"),
    [({"quiet": True}, "quiet"), ({"beat_at": 960.0}, "silent 40s"), ({"version": ""}, "sidekiq")],
)
def test_the_state_of_a_process_is_told(change: dict[str, object], state: str) -> None:
    process = msgspec.structs.replace(PROCESS, **change)

    lines = shown(msgspec.structs.replace(CLUSTER, processes=[process]))

    assert state in next(line for line in lines if line.startswith("web-1"))


@pytest.mark.parametrize("width", [72, 80, 100, 120])
def test_the_page_fits_the_terminal(width: int) -> None:
    process = msgspec.structs.replace(PROCESS, hostname="a-rather-long-name.eu.example.com")
    cluster = msgspec.structs.replace(CLUSTER, processes=[process])

    assert max(map(len, shown(cluster, CLUSTER, width))) <= width

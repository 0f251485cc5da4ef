"""The status as a page of tables."""

from collections.abc import Sequence

import click

from pyworker.operate import jobs
from pyworker.operate.output import count
from pyworker.operate.queues import queue_lines
from pyworker.operate.table import Cell, Column, Row, cut, table
from pyworker.operate.times import brief, clock
from pyworker.transports.redis.inspector.cluster import Cluster
from pyworker.transports.redis.inspector.processes import Process, Running

# Pyworker beats every 5 seconds, Sidekiq every 10.
SILENT_AFTER_S = 25
COUNTS = tuple(
    Column(title, right=True)
    for title in ("PROCESSED", "FAILED", "BUSY", "ENQUEUED", "RETRY", "SCHEDULED", "DEAD")
)
PROCESSES = (
    Column("HOST", least=8),
    Column("PID", right=True),
    Column("TAG", least=6, spare=1),
    Column("QUEUES", least=8),
    Column("BUSY", right=True),
    Column("RSS", right=True),
    Column("RTT", right=True),
    Column("UP", right=True),
    Column("VERSION", least=14, spare=2),
    Column("STATE"),
)
RUNNING = (
    Column("FOR", right=True),
    Column("CLASS", least=8),
    Column("QUEUE", least=6),
    Column("JID"),
    Column("PROCESS", least=8),
    Column("ARGS", least=8, spare=1),
)


def page(now: Cluster, before: Cluster | None, where: str, width: int | None) -> list[str]:
    """Return the lines of the page; ``before`` is what the rate is counted from."""
    # What may be long comes last: where the terminal is too low, it is cut there.
    return [
        _title(now, before, where, width),
        "",
        *table(COUNTS, _counts(now), width),
        "",
        *_warnings(now),
        *_processes(now, width),
        *([*queue_lines(now.queues, width), ""] if now.queues else []),
        *_section(RUNNING, [_running(work, now.at) for work in now.running], width),
    ][:-1]


def _title(now: Cluster, before: Cluster | None, where: str, width: int | None) -> str:
    parts = [where, clock(now.at)]
    if before is not None and now.at > before.at:
        rate = max(0, now.processed - before.processed) / (now.at - before.at)
        parts.append(f"{rate:,.0f} jobs/s")
    text = "  ".join(parts)
    return f"{click.style('pyworker', bold=True)}  {cut(text, (width or len(text) + 10) - 10)}"


def _counts(now: Cluster) -> list[Row]:
    return [
        (
            f"{now.processed:,}",
            f"{now.failed:,}",
            f"{now.busy:,}/{now.concurrency:,}",
            f"{now.enqueued:,}",
            f"{now.retry:,}",
            f"{now.scheduled:,}",
            f"{now.dead:,}",
        ),
    ]


def _processes(now: Cluster, width: int | None) -> list[str]:
    if not now.processes:
        return [click.style("no process is running; start one with: pyworker", fg="yellow"), ""]
    return _section(PROCESSES, [_process(process, now.at) for process in now.processes], width)


def _section(columns: Sequence[Column], rows: Sequence[Row], width: int | None) -> list[str]:
    return [*table(columns, rows, width), ""] if rows else []


def _process(process: Process, now: float) -> Row:
    return (
        process.hostname,
        str(process.pid),
        process.tag,
        ", ".join(process.queues),
        f"{process.busy}/{process.concurrency}",
        f"{process.rss_kib / 1024:,.0f} MB",
        f"{process.rtt_us / 1000:.1f} ms",
        _roughly(now - process.started_at),
        process.version or "sidekiq",
        _state(process, now),
    )


def _state(process: Process, now: float) -> Cell:
    silent_s = now - process.beat_at
    if silent_s > SILENT_AFTER_S:
        return Cell(f"silent {_roughly(silent_s)}", "red")
    return Cell("quiet", "yellow") if process.quiet else Cell("ok", "green")


def _roughly(seconds: float) -> str:
    return brief(seconds).partition(" ")[0]


def _running(work: Running, now: float) -> Row:
    host, pid, *_ = *work.identity.split(":"), ""
    return (
        brief(now - work.run_at),
        work.class_name,
        work.queue,
        work.jid,
        f"{host}:{pid}",
        jobs.args(work.args)[: jobs.MOST_CHARS],
    )


def _warnings(now: Cluster) -> list[str]:
    """Tell of what died: jobs that killed their processes, and leases left behind."""
    lines = [
        f"job {suspect.jid}: its process died under it {count(suspect.recoveries, 'time')}, "
        f"first {brief(now.at - suspect.first_at)} ago"
        for suspect in now.suspects
    ] + [
        f"{orphan.identity} is gone and left {count(orphan.leased, 'job')}; they return to their "
        "queues when a process runs"
        for orphan in now.orphaned
    ]
    return [*(click.style(line, fg="yellow") for line in lines), *([""] if lines else [])]

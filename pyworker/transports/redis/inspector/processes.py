"""Who is at work, and at what: pyworker's processes and Ruby's alike, by their last beats."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector.entry import Entry


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """One process; times are epoch seconds.

    Attributes:
        version: of pyworker, as ``pyworker 1.2``; of Sidekiq from 7.0.3 on; else empty.
        quiet: it fetches nothing more.
        leased: jobs that it has fetched and not yet settled; None for Ruby's, which do not tell.
    """

    identity: str
    hostname: str
    pid: int
    tag: str
    labels: list[str]
    version: str
    queues: list[str]
    concurrency: int
    busy: int
    rss_kib: int
    rtt_us: int
    quiet: bool
    started_at: float
    beat_at: float
    leased: int | None


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A job that ran at its process's last beat; ``run_at`` is epoch seconds."""

    identity: str
    tid: str
    queue: str
    jid: str
    class_name: str = msgspec.field(name="class")
    args: Any
    run_at: float


def identities(connection: Connection) -> list[str]:
    """List the processes that have signed on and not off; some of them may be dead."""
    names = connection.call("SMEMBERS", keys.PROCESSES)
    return sorted(name.decode("utf-8", "replace") for name in names)


def processes(
    connection: Connection, names: Sequence[str], leased: Mapping[str, int]
) -> list[Process]:
    """Read those of the named processes that have beaten within the last minute."""
    replies = connection.pipeline([("HGETALL", name) for name in names])
    return [
        _process(name, _texts(flat), leased.get(name))
        for name, flat in zip(names, replies, strict=True)
        if flat
    ]


def running(connection: Connection, names: Sequence[str]) -> list[Running]:
    """List what the named processes run, the longest running first."""
    # Sidekiq before 6.5 writes `:workers`, later ones `:work`, pyworker both.
    new = connection.pipeline([("HGETALL", f"{name}:work") for name in names])
    old = connection.pipeline([("HGETALL", f"{name}:workers") for name in names])
    found = [
        _running(name, tid, _object(work))
        for name, flat, older in zip(names, new, old, strict=True)
        for tid, work in _texts(flat or older).items()
    ]
    return sorted(found, key=lambda work: work.run_at)


def _process(identity: str, fields: Mapping[str, str], leased: int | None) -> Process:
    info = _object(fields.get("info"))
    return Process(
        identity=identity,
        hostname=str(info.get("hostname", "")),
        pid=int(_number(info.get("pid"))),
        tag=str(info.get("tag") or ""),
        labels=[str(label) for label in info.get("labels") or []],
        version=str(info.get("version", "")),
        queues=_queues(info),
        concurrency=int(_number(fields.get("concurrency") or info.get("concurrency"))),
        busy=int(_number(fields.get("busy"))),
        rss_kib=int(_number(fields.get("rss"))),
        rtt_us=int(_number(fields.get("rtt_us"))),
        quiet=fields.get("quiet") == "true",
        started_at=_number(info.get("started_at")),
        beat_at=_number(fields.get("beat")),
        leased=leased,
    )


def _queues(info: Mapping[str, Any]) -> list[str]:
    """List the queues by name; newer versions of Sidekiq tell them by capsule."""
    named = info.get("queues")
    if not isinstance(named, list):
        capsules = info.get("capsules")
        each = capsules.values() if isinstance(capsules, dict) else ()
        named = [name for capsule in each for name in capsule.get("weights", ())]
    return list(dict.fromkeys(str(name) for name in named))


def _running(identity: str, tid: str, work: Mapping[str, Any]) -> Running:
    payload = work.get("payload", "")
    text = payload if isinstance(payload, str) else json.dumps(payload)
    entry = Entry(text.encode("utf-8", "replace"))
    return Running(
        identity=identity,
        tid=tid,
        queue=str(work.get("queue", "")),
        jid=entry.jid,
        class_name=entry.class_name,
        args=entry.args,
        run_at=_number(work.get("run_at")),
    )


def _object(text: str | None) -> dict[str, Any]:
    """Read an object; workers of many languages write these, and one must not hide the others."""
    try:
        value = json.loads(text or "{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return 0.0


def _texts(flat: Sequence[bytes]) -> dict[str, str]:
    texts = [part.decode("utf-8", "replace") for part in flat]
    return dict(zip(texts[::2], texts[1::2], strict=True))

"""The job: a record read from a body, and the edits that a body may get.

``body`` is the JSON text as bytes, as it lies in the queue; ``Job`` is a view of the keys that the
runtime needs. Everything else in the body is the enqueuer's and survives every edit byte for byte.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pyworker.body import Member, members, sendable
from pyworker.errors import MalformedJob

# Above this, a timestamp counts milliseconds (Sidekiq 8); below it, seconds (6 and 7).
MILLISECONDS_FROM = 1e11
# A number beyond this is no time and no count, and arithmetic with it may overflow.
LARGEST = 2**53


class Job(msgspec.Struct, gc=False):
    """What the runtime reads of a payload.

    Attributes:
        class_name: the ``class`` key; for ActiveJob the adapter's wrapper.
        args: positional JSON values, or whatever else was sent under ``args``.
        retry: True, False, a number of retries, or None where the key is absent.
        created_at: seconds as float (Sidekiq up to 7) or milliseconds as int (8).
        retry_for: seconds after ``failed_at`` during which a failing job is retried.
        expires_in: seconds after ``enqueued_at`` within which the job must begin.
        enqueued_at: when it came into its queue, in the unit of ``created_at``.
    """

    class_name: str = msgspec.field(name="class")
    args: Any = msgspec.field(default_factory=list)
    jid: str = ""
    queue: str = ""
    retry: bool | int | None = None
    retry_count: int | None = None
    retry_queue: str | None = None
    retry_for: int | float | None = None
    failed_at: int | float | None = None
    created_at: int | float | None = None
    backtrace: bool | int | None = None
    dead: bool | None = None
    wrapped: str | None = None
    expires_in: int | float | None = None
    enqueued_at: int | float | None = None

    @property
    def name(self) -> str:
        """The class that the user wrote: the wrapped one for ActiveJob."""
        return self.wrapped or self.class_name


# How msgspec says no, also to what Ruby writes and reads.
REFUSALS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_decode = msgspec.json.Decoder(Job).decode
_decode_raw = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def parse(body: bytes) -> Job:
    """Read a body.

    A known key with a value of a wrong type counts as absent; only what cannot name a handler at
    all is refused.

    Raises:
        MalformedJob: the body is no JSON object with a class name.
    """
    try:
        return _decode(body)
    except REFUSALS:
        return _parse_leniently(body)


def edit(body: bytes, changes: Mapping[str, Any], remove: Iterable[str] = ()) -> bytes:
    """Return ``body`` with some top-level keys set or removed; other values keep their bytes.

    Source: sidekiq.md rules 3 and 6 (unknown keys survive; numbers are never re-encoded).
    """
    try:
        fields: dict[str, Any] = dict(_decode_raw(body))
    except REFUSALS:
        return _edit_leniently(body, changes, remove)
    for key in remove:
        fields.pop(key, None)
    fields.update(changes)
    return msgspec.json.encode(fields)


def same_clock(job: Job, now: float) -> int | float:
    """Write ``now`` (epoch seconds) in the unit that the job's own timestamps use.

    Source: Sidekiq 8 counts whole milliseconds, 6 and 7 float seconds; all three read floats.
    """
    created = job.created_at
    if type(created) is int and created > MILLISECONDS_FROM:
        return int(now * 1000)
    return float(now)


def seconds(timestamp: float) -> float:
    """Read a timestamp of either unit as epoch seconds."""
    return timestamp / 1000 if timestamp > MILLISECONDS_FROM else float(timestamp)


def plausible(job: Job) -> Job:
    """Return the job without numbers that no clock and no counter has written."""
    absurd = {
        name: None
        for name in ("retry", "retry_count", "retry_for", "failed_at", "created_at")
        if (number := getattr(job, name)) is not None and not abs(number) <= LARGEST
    }
    return msgspec.structs.replace(job, **absurd) if absurd else job


def _parse_leniently(body: bytes) -> Job:
    payload = {member.name: member.value for member in _members(body)}
    if not isinstance(payload.get("class"), str):
        raise MalformedJob("the body has no key 'class' with a job class's name")
    job = Job(sendable(payload["class"]), payload.get("args", []))
    for field in msgspec.structs.fields(Job)[2:]:
        if field.encode_name in payload:
            try:
                value = msgspec.convert(payload[field.encode_name], field.type)
            except msgspec.ValidationError:
                continue
            setattr(job, field.name, sendable(value))
    return job


def _edit_leniently(body: bytes, changes: Mapping[str, Any], remove: Iterable[str]) -> bytes:
    gone = {*changes, *remove}
    found = _members(body, values=False)
    kept = [member.raw_name + b":" + member.raw for member in found if member.name not in gone]
    encode = msgspec.json.encode
    return b"{%s}" % b",".join(kept + [encode(k) + b":" + encode(v) for k, v in changes.items()])


def _members(body: bytes, values: bool = True) -> list[Member]:
    try:
        return members(body, values)
    except ValueError as error:
        raise MalformedJob(f"the body is no JSON object: {error}") from None

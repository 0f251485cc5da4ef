"""What a client writes: jobs as Sidekiq 6.4 and 7 write them."""

import math
import os
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from pyworker.arguments import check_field
from pyworker.job import MILLISECONDS_FROM

# What the client itself writes into every job.
RESERVED = frozenset({"class", "args", "jid", "created_at", "enqueued_at", "at"})
JID_BYTES = 12
JID_LENGTH = 2 * JID_BYTES

When = float | datetime

_encode = msgspec.json.encode


class Push(msgspec.Struct, gc=False):
    """Jobs on their way to one queue, the first to be fetched first.

    Attributes:
        at: when they are due, epoch seconds; None for jobs that go to the queue now.
    """

    queue: str
    bodies: list[bytes]
    jids: list[str]
    at: float | None = None


class Template:
    """All that the jobs of one class have in common: class, queue, retry, and other fields.

    Raises:
        TypeError: a field is no JSON value.
        ValueError: a field cannot be used, or is one that the client writes.
    """

    def __init__(self, class_name: str, fields: Mapping[str, Any]) -> None:
        self.class_name = class_name
        self._fields = {"retry": True, "queue": "default", **fields}
        _check(class_name, self._fields)
        self._queue: str = self._fields["queue"]
        self._head = _encode({**self._fields, "class": class_name})[:-1] + b',"args":'

    def changed(self, fields: Mapping[str, Any]) -> "Template":
        """Return a template with some fields set anew."""
        return Template(self.class_name, {**self._fields, **fields})

    def fill(self, many: Sequence[Sequence[Any]], at: float | None = None) -> Push:
        """Make a job for each list of arguments; those due in the past are due now.

        Raises:
            ValueError: an argument holds text that is not Unicode.
        """
        now = time.time()
        if at is not None and at <= now:
            at = None
        stamp = repr(now).encode()
        enqueued = b"" if at is not None else b',"enqueued_at":' + stamp
        tail = b'","created_at":' + stamp + enqueued + b"}"
        head = self._head
        jids = _new_jids(len(many))
        try:
            bodies = [
                b'%b%b,"jid":"%b%b' % (head, _encode(args), jid.encode(), tail)
                for args, jid in zip(many, jids, strict=True)
            ]
        except UnicodeEncodeError as error:
            raise ValueError(
                f"{self.class_name}: an argument is no Unicode text: {error}"
            ) from None
        return Push(self._queue, bodies, jids, at)


def due(at: When) -> float:
    """Read a time as epoch seconds.

    Raises:
        TypeError: it is neither a number nor a datetime.
        ValueError: it is a time without a time zone, or no time at all.
    """
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError(f"at: {at} has no time zone; write datetime(..., tzinfo=UTC)")
        return at.timestamp()
    if type(at) is not int and type(at) is not float:
        raise TypeError(f"at: expected epoch seconds or a datetime, got {at!r:.80}")
    if not math.isfinite(at) or at > MILLISECONDS_FROM:
        raise ValueError(f"at: expected epoch seconds, got {at}")
    return float(at)


def _new_jids(count: int) -> list[str]:
    # One call for all: the kernel's randomness costs more than all else in a short job.
    digits = os.urandom(JID_BYTES * count).hex()
    return [digits[start : start + JID_LENGTH] for start in range(0, len(digits), JID_LENGTH)]


def _check(class_name: str, fields: Mapping[str, Any]) -> None:
    if not class_name:
        raise ValueError("class: expected a job class's name, got ''")
    for name in fields.keys() & RESERVED:
        raise ValueError(f"{name}: the client writes this field itself")
    for name, value in fields.items():
        check_field(name, value)
    queue, retry = fields["queue"], fields["retry"]
    if not isinstance(queue, str) or not queue:
        raise ValueError(f"queue: expected a queue's name, got {queue!r}")
    if not isinstance(retry, int) or retry < 0:
        raise ValueError(f"retry: expected True, False or a number from 0, got {retry!r}")

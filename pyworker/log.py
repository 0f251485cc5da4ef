"""Log lines as Sidekiq writes them, or one JSON object a line.

Pretty: ``2026-11-22T08:30:00.123Z pid=47 tid=1x9 class=RubyWorker jid=… elapsed=0.005 INFO: done``
"""

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

LEVELS = ("debug", "info", "warning", "error", "critical")
FORMATS = ("pretty", "json")

Fields = Callable[[], Mapping[str, str]]
logger = logging.getLogger("pyworker")

_EXTRA = ("class", "jid", "elapsed", "threads")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def setup(level: str, style: str, fields: Fields) -> None:
    """Send all logging of this process to standard output.

    Args:
        level: one of ``LEVELS``.
        style: one of ``FORMATS``.
        fields: tells which job the calling code runs for.
    """
    handler = DescriptorHandler(1)
    handler.setFormatter(JsonFormatter(fields) if style == "json" else PrettyFormatter(fields))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def tid() -> str:
    """Return this thread's id as Sidekiq writes such ids: in base 36."""
    number, text = threading.get_native_id(), ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text


class DescriptorHandler(logging.Handler):
    """Writes each line with one system call, so that lines of many processes do not mix.

    A line that cannot be written (disk full, reader gone) is dropped: the work must go on.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self.dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record) + "\n"
            os.write(self._descriptor, line.encode("utf-8", "replace"))
        except Exception:
            self.dropped += 1


class _Formatter(logging.Formatter):
    def __init__(self, fields: Fields) -> None:
        super().__init__()
        self._fields = fields

    def context(self, record: logging.LogRecord) -> dict[str, object]:
        found: dict[str, object] = dict(self._fields())
        for name in _EXTRA:
            value = getattr(record, name, None)
            if value is not None:
                found[name] = round(value, 6) if isinstance(value, float) else value
        return found

    def message(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            text += "\n" + self.formatException(record.exc_info)
        return text


class PrettyFormatter(_Formatter):
    """For people; without a time stamp under Heroku, which adds its own."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = "" if "DYNO" in os.environ else _stamp(record) + " "
        pairs = [f"{name}={value}" for name, value in self.context(record).items()]
        head = " ".join([f"pid={os.getpid()}", f"tid={tid()}", *pairs])
        return f"{stamp}{head} {record.levelname}: {self.message(record)}"


class JsonFormatter(_Formatter):
    """For programs: ts, pid, tid, lvl, msg and ctx, as Sidekiq names them."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(
            {
                "ts": _stamp(record),
                "pid": os.getpid(),
                "tid": tid(),
                "lvl": record.levelname,
                "msg": self.message(record),
                "ctx": self.context(record),
            }
        )


def _stamp(record: logging.LogRecord) -> str:
    when = datetime.fromtimestamp(record.created, UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")

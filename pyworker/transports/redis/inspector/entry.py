"""One job where it waits, read for people: as much of it as can be read."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from pyworker import body as bodies
from pyworker.errors import MalformedJob
from pyworker.job import REFUSALS, Job, parse, plausible, seconds


@dataclass(frozen=True)
class Entry:
    """A body, and its score in a sorted set (epoch seconds); in a queue there is none."""

    body: bytes
    at: float | None = None

    @cached_property
    def job(self) -> Job | None:
        """None where the body is no job; such bodies are kept in the dead set as they came."""
        try:
            return plausible(parse(self.body))
        except MalformedJob:
            return None

    @cached_property
    def payload(self) -> dict[str, Any]:
        """All that the body holds; empty where it is no JSON object."""
        try:
            return _decode(self.body)
        except REFUSALS:
            pass
        try:
            return {member.name: member.value for member in bodies.members(self.body)}
        except ValueError:
            return {}

    @property
    def jid(self) -> str:
        return self.job.jid if self.job else ""

    @property
    def class_name(self) -> str:
        """The class that the user wrote; empty for what is no job."""
        return self.job.name if self.job else ""

    @property
    def queue(self) -> str:
        """Where the job goes when its time comes."""
        return (self.job.queue or "default") if self.job else ""

    @property
    def args(self) -> Any:
        """The arguments that the user gave; ActiveJob wraps them in a record of its own."""
        if self.job is None:
            return []
        args = self.job.args
        wrapped = args[0] if self.job.wrapped and isinstance(args, list) and args else None
        return wrapped.get("arguments", args) if isinstance(wrapped, dict) else args

    @property
    def error(self) -> str:
        """The error that put the job here, as ``Class: message``."""
        parts = (self.text("error_class"), self.text("error_message"))
        return ": ".join(part for part in parts if part)

    def text(self, key: str) -> str:
        """Read a text of the payload; empty where it is none."""
        value = self.payload.get(key)
        return bodies.sendable(value) if isinstance(value, str) else ""

    def time(self, key: str) -> float | None:
        """Read a timestamp of the payload as epoch seconds, whichever unit it counts."""
        value = self.payload.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return seconds(value)


_decode = msgspec.json.Decoder(dict[str, Any]).decode

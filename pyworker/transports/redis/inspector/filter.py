"""Which jobs are meant: by class, queue, jid, error and time."""

import math
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pyworker.transports.redis.inspector.entry import Entry


@dataclass(frozen=True, slots=True)
class Filter:
    """Matches an entry that fits all that is given; what is empty is not asked for.

    Attributes:
        class_name: a job class, ``*`` and ``?`` stand for any characters.
        queue: the same for the queue.
        jids: any one of them.
        error: part of the error's class or message, in upper or lower case.
        after: from this time on, epoch seconds.
        before: up to this time, epoch seconds.
    """

    class_name: str = ""
    queue: str = ""
    jids: frozenset[str] = frozenset()
    error: str = ""
    after: float = -math.inf
    before: float = math.inf

    @property
    def matches_all(self) -> bool:
        return self == EVERYTHING

    def matches(self, entry: Entry) -> bool:
        if entry.at is not None and not self.after <= entry.at <= self.before:
            return False
        return self._names(entry) and self.error.lower() in entry.error.lower()

    def _names(self, entry: Entry) -> bool:
        if self.jids and entry.jid not in self.jids:
            return False
        if self.queue and not fnmatchcase(entry.queue, self.queue):
            return False
        return not self.class_name or fnmatchcase(entry.class_name, self.class_name)


EVERYTHING = Filter()

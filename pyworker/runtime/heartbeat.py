"""Tells the cluster what this process is doing, and obeys what the Web UI asks of it."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pyworker.counters import Counts
from pyworker.runtime.processor import Processor
from pyworker.runtime.shop import Shop
from pyworker.transport import Beat, Tallied, Work

PERIOD_S = 5.0
_PAGE_KIB = 4


class Heartbeat:
    """One process's beats; counts are subtracted only once they are written."""

    def __init__(
        self, shop: Shop, processors: Sequence[Processor], obey: Callable[[str], None]
    ) -> None:
        self._shop = shop
        self._processors = processors
        self._obey = obey
        self._unwritten: tuple[Counts, list[Tallied]] | None = None
        self._rtt_us = 0

    def beat(self) -> None:
        """Send one beat; after an error the same counts are sent again, under the same number."""
        shop = self._shop
        self._unwritten = self._unwritten or (shop.counters.peek(), shop.tally.peek())
        counts, tally = self._unwritten
        work = self._work()
        started = time.monotonic()
        signals = shop.transport.beat(
            Beat(
                len(work),
                shop.quiet.is_set(),
                rss_kib(),
                self._rtt_us,
                counts.processed,
                counts.failed,
                work,
                tally,
            )
        )
        self._rtt_us = int((time.monotonic() - started) * 1e6)
        shop.counters.written(counts)
        shop.tally.written(tally)
        self._unwritten = None
        shop.link.reached()
        for signal in signals:
            self._obey(signal)

    def last(self) -> None:
        """Beat until all counts are told: the first may repeat only those of one unanswered."""
        self.beat()
        if self._shop.counters.peek() != Counts() or self._shop.tally.peek():
            self.beat()

    def _work(self) -> list[Work]:
        offset = time.time() - time.monotonic()
        return [
            Work(processor.tid, delivery.queue, delivery.body, processor.started + offset)
            for processor in self._processors
            if (delivery := processor.current) is not None
        ]


def rss_kib() -> int:
    """Return this process's resident memory."""
    resident_pages = Path("/proc/self/statm").read_text().split()[1]
    return int(resident_pages) * _PAGE_KIB

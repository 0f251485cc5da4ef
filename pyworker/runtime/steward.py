"""Frees what waits behind a running job: a long job never keeps a fetched one waiting.

A processor fetches a few milliseconds' worth of jobs, by what their classes have taken so far. When
one of them turns out slow, the steward gives the waiting ones back to the head of their queue, for
any idle processor of any process, and settles those that were done before it.
"""

import time
from collections.abc import Sequence

from pyworker.errors import TransportDown
from pyworker.runtime.processor import Processor, take_all
from pyworker.runtime.shop import Shop

TICK_S = 0.005
# How long fetched jobs may wait in a processor's hands.
HOLD_S = 0.01
IDLE_S = 1.0


class Steward:
    """Looks every few milliseconds while anything waits, and sleeps otherwise."""

    def __init__(self, shop: Shop, processors: Sequence[Processor]) -> None:
        self._shop = shop
        self._processors = processors

    def watch(self) -> None:
        """Look once; sleeps until something waits, at most ``IDLE_S``."""
        if not self._shop.waiting.wait(IDLE_S):
            return
        # Cleared before the look: what comes to wait during it sets it again.
        self._shop.waiting.clear()
        time.sleep(TICK_S)
        now = time.monotonic()
        for processor in self._processors:
            if not processor.holds_back():
                continue
            self._shop.waiting.set()
            if now - processor.batch_started > HOLD_S:
                self.relieve(processor)

    def relieve(self, processor: Processor) -> None:
        """Take a processor's waiting and done jobs off its hands, and deliver them.

        Raises:
            TransportDown: the processor has them back, to settle and to return before it fetches
                anything; the next look tries again.
        """
        with processor.hands:
            # Not back into pending if this fails: their batch may have ended meanwhile.
            processor.returning += take_all(processor.pending)
            settled = take_all(processor.settled)
            try:
                processor.give_back_returning()
                if settled:
                    self._shop.transport.settle(settled)
                    self._shop.count(settled)
            except TransportDown:
                processor.settled.extendleft(reversed(settled))
                raise

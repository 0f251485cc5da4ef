"""Frees what waits behind a running job: a long job never keeps a fetched one waiting.

A processor fetches a few milliseconds' worth of jobs, by what their classes have taken so far. When
one of them turns out slow, the steward gives the waiting ones back to the head of their queue, for
any idle processor of any process, and settles those that were done before it.
"""

import time
from collections.abc import Sequence

from pyworker.runtime.processor import Processor, take_all
from pyworker.runtime.shop import Shop
from pyworker.transport import Delivery, Settled

TICK_S = 0.005
# How long fetched jobs may wait in a processor's hands.
HOLD_S = 0.01
IDLE_S = 1.0


class Steward:
    """Looks every few milliseconds while anything waits, and sleeps otherwise.

    What it has taken and the server has not accepted yet stays in its own hands: back in the
    processor's it could meet a later batch.
    """

    def __init__(self, shop: Shop, processors: Sequence[Processor]) -> None:
        self._shop = shop
        self._processors = processors
        self._waiting: list[Delivery] = []
        self._settled: list[Settled] = []

    def watch(self) -> None:
        """Look once; sleeps until something waits, at most ``IDLE_S``."""
        if not self._shop.waiting.wait(IDLE_S):
            return
        # Cleared before the look: what comes to wait during it sets it again.
        self._shop.waiting.clear()
        time.sleep(TICK_S)
        self.deliver()
        now = time.monotonic()
        for processor in self._processors:
            if not processor.holds_back():
                continue
            self._shop.waiting.set()
            if now - processor.batch_started > HOLD_S:
                self.relieve(processor)

    def relieve(self, processor: Processor) -> None:
        """Take a processor's waiting and done jobs off its hands."""
        self._waiting += take_all(processor.pending)
        self._settled += take_all(processor.settled)
        self.deliver()

    def deliver(self) -> None:
        """Give back and settle what was taken.

        Raises:
            TransportDown: it is kept, and delivered at the next call.
        """
        if self._waiting or self._settled:
            # So that the next look comes soon if this fails.
            self._shop.waiting.set()
        if self._waiting:
            self._shop.transport.give_back(self._waiting)
            self._waiting = []
        if self._settled:
            self._shop.transport.settle(self._settled)
            self._shop.count(self._settled)
            self._settled = []

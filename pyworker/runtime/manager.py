"""The processors of one process: started, quieted, stopped together."""

import logging
import threading
import time
from collections.abc import Callable

from pyworker.log import tid
from pyworker.runtime.board import Board
from pyworker.runtime.processor import Processor
from pyworker.runtime.shop import Shop

logger = logging.getLogger(__name__)


class Manager:
    """Owns the processor threads; ``failed`` is called when one ends by an error of ours."""

    def __init__(
        self, shop: Shop, concurrency: int, board: Board, failed: Callable[[], None]
    ) -> None:
        self._shop = shop
        self._failed = failed
        self.processors = [
            Processor(shop, shop.transport.inbox(slot), board.seat(slot), f"t{slot}")
            for slot in range(concurrency)
        ]
        self._threads = [
            threading.Thread(target=self._run, args=(p,), name=f"processor-{slot}", daemon=True)
            for slot, p in enumerate(self.processors)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def quiet(self) -> None:
        """Fetch nothing more; running jobs go on."""
        if not self._shop.quiet.is_set():
            self._shop.quiet.set()
            self._shop.transport.wake()

    def stop(self, timeout_s: float) -> int:
        """Quiet, and wait for running jobs; returns how many still run after ``timeout_s``."""
        self.quiet()
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return sum(thread.is_alive() for thread in self._threads)

    def _run(self, processor: Processor) -> None:
        processor.tid = tid()
        try:
            processor.run()
        except BaseException:
            logger.critical("a processor ended by an error of pyworker's own", exc_info=True)
            self._failed()

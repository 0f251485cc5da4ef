"""A thread that does one thing again and again, whatever happens, until it is told to stop."""

import logging
import threading
from collections.abc import Callable

from pyworker.errors import TransportDown
from pyworker.runtime.backoff import Backoff
from pyworker.runtime.link import Link

logger = logging.getLogger(__name__)


class Duty:
    """Runs ``step`` and then sleeps for what ``pause_s`` says; the first step comes at once.

    A server that does not answer is the link's business; any other error is logged, and the next
    step is taken as if nothing had happened: a heartbeat must not stop over one bad beat.
    """

    def __init__(
        self, name: str, step: Callable[[], object], pause_s: Callable[[], float], link: Link
    ) -> None:
        self._step = step
        self._pause_s = pause_s
        self._link = link
        self._stopped = threading.Event()
        self._hurried = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def hurry(self) -> None:
        """Take the next step now."""
        self._hurried.set()

    def stop(self) -> None:
        """Take no further step, and wait for the one under way."""
        self._stopped.set()
        self._hurried.set()
        self._thread.join()

    def _run(self) -> None:
        backoff = Backoff(most_s=5.0)
        while not self._stopped.is_set():
            least_s = 0.0
            try:
                self._step()
                backoff.reset()
            except TransportDown as error:
                self._link.lost(error)
                least_s = backoff.next_s()
            except Exception:
                logger.exception("%s: this step failed; going on", self._thread.name)
                least_s = backoff.next_s()
            self._hurried.wait(max(least_s, self._pause_s()))
            self._hurried.clear()

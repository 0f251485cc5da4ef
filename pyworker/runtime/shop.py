"""What the processors of one process share, and the steward that looks after them."""

import threading

from pyworker.counters import Counters
from pyworker.outcome import DONE, EXPIRED, Dead, Done, Snooze
from pyworker.runtime.executor import Executor
from pyworker.runtime.link import Link
from pyworker.runtime.tally import Tally
from pyworker.transport import Settled, Transport


class Shop:
    """One process's transport, executor, counts and signs.

    Attributes:
        quiet: set once nothing more is to be fetched.
        waiting: set when deliveries wait behind a running job, so that the steward looks.
        suspects: held while a job runs under which a process has died before: one at a time.
    """

    def __init__(self, transport: Transport, executor: Executor, counters: Counters) -> None:
        self.transport = transport
        self.executor = executor
        self.counters = counters
        self.tally = Tally()
        self.link = Link()
        self.quiet = threading.Event()
        self.waiting = threading.Event()
        self.suspects = threading.Lock()

    def count(self, settled: list[Settled]) -> None:
        """Count as Sidekiq does: failed jobs are processed too, what is no job is neither."""
        failed = uncounted = 0
        for _, outcome in settled:
            if outcome is DONE or isinstance(outcome, Done):
                continue
            if isinstance(outcome, Dead) and not outcome.counted:
                uncounted += 1
            elif not (isinstance(outcome, Snooze) or outcome is EXPIRED):
                failed += 1
        self.counters.add(len(settled) - uncounted, failed)

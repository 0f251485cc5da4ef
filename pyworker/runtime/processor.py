"""THE MAIN LOOP: settle the last batch and fetch the next, run its jobs, again.

1. ``swap`` settles and fetches in one round trip; when nothing is queued, ``wait`` for an arrival.
2. Each delivery is executed in order; its outcome joins the batch's settlements.
3. Quiet: nothing more is fetched, what waits is given back, and the last batch is settled.

The steward takes from ``pending`` and ``settled`` while a job runs long; both are deques, so each
delivery is popped by exactly one of the two threads.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

from pyworker.errors import TransportDown
from pyworker.outcome import DONE
from pyworker.registry import JobSpec
from pyworker.runtime.backoff import Backoff
from pyworker.runtime.board import Seat
from pyworker.runtime.pace import BUDGET_S, Pace, batch_limit, limit
from pyworker.runtime.shop import Shop
from pyworker.runtime.tally import Laps
from pyworker.transport import SUSPECT_FROM, Delivery, Inbox, Settled

logger = logging.getLogger(__name__)

T = TypeVar("T")

WAIT_S = 2.0


class Processor:
    """One thread's loop over one inbox.

    Attributes:
        pending: fetched and prepared, not yet begun.
        settled: outcomes not yet handed to the transport.
        returning: deliveries that must be given back before anything is fetched.
        hands: held by whoever delivers what this processor has done or will not do.
        current: what runs now, since ``started`` (monotonic seconds).
    """

    def __init__(self, shop: Shop, inbox: Inbox, seat: Seat, tid: str) -> None:
        self._shop = shop
        self._inbox = inbox
        self._seat = seat
        self._pace = Pace()
        self._laps = Laps()
        self._backoff = Backoff(most_s=5.0)
        self._limit = 1
        self._spec: JobSpec | None = None
        self._unsettled: list[Settled] = []
        self.tid = tid
        self.pending: deque[Delivery] = deque()
        self.settled: deque[Settled] = deque()
        self.returning: list[Delivery] = []
        self.hands = threading.Lock()
        self.current: Delivery | None = None
        self.started = 0.0
        self.batch_started = 0.0

    def run(self) -> None:
        """Loop until the process goes quiet; returns when the last batch is settled."""
        quiet = self._shop.quiet
        while not quiet.is_set():
            deliveries = self._reach(self._swap)
            if not deliveries and not quiet.is_set():
                deliveries = self._reach(self._wait, once=True)
            if deliveries:
                self.process(deliveries)
        self._reach(self._swap)
        self._inbox.close()

    def holds_back(self) -> bool:
        """Tell whether anything waits for the running job to end: other jobs, or outcomes."""
        behind = self.current is not None and (self.returning or self.settled)
        return bool(self.pending or behind)

    def process(self, deliveries: Sequence[Delivery]) -> None:
        """Run a batch; afterwards ``settled`` holds its outcomes."""
        began = self.batch_started = time.monotonic()
        executor, pending, quiet = self._shop.executor, self.pending, self._shop.quiet
        runnable, settled = executor.prepare(deliveries)
        self.settled.extend(settled)
        pending.extend(self._affordable(runnable))
        if len(pending) > 1:
            self._shop.waiting.set()
        done = 0
        while not quiet.is_set():
            try:
                delivery = pending.popleft()
            except IndexError:
                break
            done += self._run(delivery)
        self.current = None
        executor.rest(self._seat)
        now, last = time.monotonic(), self._spec
        self._turn(None, now)
        if pending:
            self._give_back(take_all(pending))
        if done and last:
            mean_s = (now - began) / done
            most = last.batch
            self._limit = batch_limit(mean_s, done, most) if most > 1 else limit(mean_s)

    def _run(self, delivery: Delivery) -> int:
        """Run one delivery, or all waiting ones of its batch class; returns how many."""
        if delivery.recoveries >= SUSPECT_FROM:
            delivery.recoveries = 0
            self._turn(None, time.monotonic())
            with self._shop.suspects:
                if self._shop.quiet.is_set():
                    self.pending.appendleft(delivery)
                    return 0
                return self._run(delivery)
        self.current = delivery
        spec = delivery.spec
        self.started = started = time.monotonic()
        if spec is not self._spec:
            self._turn(spec, started)
        if spec.batch > 1:
            batch = [delivery, *self._take_same(delivery)]
            outcomes = self._shop.executor.execute_batch(batch, self._seat)
            self._laps.batch(outcomes, started, time.monotonic())
            self.settled.extend(zip(batch, outcomes, strict=True))
            return len(batch)
        self._laps.starts.append(started)
        outcome = self._shop.executor.execute(delivery, self._seat)
        self.settled.append((delivery, outcome))
        if outcome is not DONE:
            self._laps.judge(outcome)
        return 1

    def _turn(self, spec: JobSpec | None, now: float) -> None:
        """Note that jobs of another class run from now on; what ran before is tallied."""
        if self._spec and self._laps.starts:
            self._pace.jobs = len(self._laps.starts)
            self._shop.tally.add(self._spec.class_name, self._laps, now)
            self._laps = Laps()
        self._pace.turn(spec.class_name if spec else "", now)
        self._spec = spec

    def _affordable(self, deliveries: list[Delivery]) -> list[Delivery]:
        """Keep what fits the time budget, by class, but one at least; give the rest back."""
        expected_s, total_s = self._pace.expected_s, 0.0
        for index, delivery in enumerate(deliveries):
            if total_s >= BUDGET_S:
                self._give_back(deliveries[index:])
                return deliveries[:index]
            if delivery.spec.batch == 1:
                total_s += expected_s(delivery.spec.class_name)
        return deliveries

    def _take_same(self, delivery: Delivery) -> list[Delivery]:
        """Take what waits of a batch class, up to its size; the others keep their order."""
        spec = delivery.spec
        same: list[Delivery] = []
        others: list[Delivery] = []
        for waiting in take_all(self.pending):
            room = len(same) + 1 < spec.batch
            (same if room and waiting.spec is spec else others).append(waiting)
        self.pending.extend(others)
        return same

    def _swap(self) -> list[Delivery]:
        with self.hands:
            self.give_back_returning()
            if not self._unsettled and self.settled:
                self._unsettled = take_all(self.settled)
            most = 0 if self._shop.quiet.is_set() else self._limit
            deliveries = self._inbox.swap(self._unsettled, most)
            self._shop.count(self._unsettled)
            self._unsettled = []
        return deliveries

    def give_back_returning(self) -> None:
        """Return what is to be returned; called with ``hands`` held."""
        if self.returning:
            self._shop.transport.give_back(self.returning)
            self.returning = []

    def _wait(self) -> list[Delivery]:
        return self._inbox.wait(WAIT_S)

    def _reach(self, step: Callable[[], list[Delivery]], once: bool = False) -> list[Delivery]:
        """Take a step until the server answers; what is not settled stays in hand meanwhile.

        ``once`` returns after a pause instead: what a broken wait may have leased unheard is
        returned by the next swap.
        """
        quiet, link = self._shop.quiet, self._shop.link
        while True:
            try:
                deliveries = step()
            except TransportDown as error:
                link.lost(error)
                if quiet.is_set() and not (self._unsettled or self.settled):
                    return []
                pause = threading.Event() if quiet.is_set() else quiet
                pause.wait(self._backoff.next_s())
                if once:
                    return []
            else:
                link.fetched()
                self._backoff.reset()
                return deliveries

    def _give_back(self, deliveries: Sequence[Delivery]) -> None:
        try:
            self._shop.transport.give_back(deliveries)
        except TransportDown as error:
            # They are returned before anything else is fetched.
            self.returning += deliveries
            self._shop.link.lost(error)


def take_all(queue: deque[T]) -> list[T]:
    """Empty a deque that another thread may be popping from as well."""
    taken = []
    try:
        while True:
            taken.append(queue.popleft())
    except IndexError:
        return taken

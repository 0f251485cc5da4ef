"""A child, from its first breath to its last: build up, serve until told to stop, take down."""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from pyworker.errors import TransportDown
from pyworker.runtime import by_class, threads
from pyworker.runtime.backoff import Backoff
from pyworker.runtime.board import Board
from pyworker.runtime.duty import Duty
from pyworker.runtime.executor import Executor
from pyworker.runtime.heartbeat import PERIOD_S, Heartbeat
from pyworker.runtime.manager import Manager
from pyworker.runtime.poller import Poller
from pyworker.runtime.shop import Shop
from pyworker.runtime.signals import Signals
from pyworker.runtime.steward import Steward
from pyworker.transport import Transport

logger = logging.getLogger(__name__)

RECOVERY_PERIOD_S = 3.0
# How often the supervisor hears how this child is.
VITALS_PERIOD_S = 1.0
# Less than the supervisor grants beyond the shutdown timeout.
SIGN_OFF_S = 2.0
STOP = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class LaunchConfig:
    """How a child works: threads, seconds to finish at a stop, seconds between polls.

    The last is the cluster's average; ``poll_interval_s`` each process's own, if chosen.
    """

    concurrency: int
    shutdown_timeout_s: float
    poll_average_s: float
    poll_interval_s: float | None = None


class Launcher:
    """One child's life.

    The order of its end is the argument: first nothing new, then what runs is awaited, then what is
    left is given back, and only then is the process signed off.
    """

    def __init__(
        self,
        config: LaunchConfig,
        transport: Transport,
        executor: Executor,
        board: Board,
        signals: Signals,
    ) -> None:
        self._config = config
        self._signals = signals
        self._transport = transport
        self._status = 0
        self._vitals = board.vitals()
        self._classes = board.classes
        self._recovered = self._told_done = 0
        self._shop = Shop(transport, executor, board.counters())
        self._manager = Manager(self._shop, config.concurrency, board, self._fail)
        self._processors = self._manager.processors
        poller = Poller(transport, config.poll_average_s, config.poll_interval_s)
        self._heartbeat = Heartbeat(self._shop, self._processors, self._obey)
        self._steward = Steward(self._shop, self._processors)
        self._beats = self._duty("heartbeat", self._heartbeat.beat, lambda: PERIOD_S)
        self._duties = [
            self._beats,
            self._duty("poller", poller.poll, poller.pause_s),
            self._duty("recovery", self._recover, lambda: RECOVERY_PERIOD_S),
            self._duty("steward", self._steward.watch, lambda: 0.0),
        ]

    def run(self) -> int:
        """Serve until TERM or INT; returns the exit status."""
        if self._join():
            self._manager.start()
            for duty in self._duties:
                duty.start()
            self._vitals.ready(time.monotonic())
            logger.info("ready: waiting for jobs", extra={"threads": self._config.concurrency})
            while not self._handle(self._signals.wait(VITALS_PERIOD_S)):
                self._tell_vitals()
            self._stop()
        return self._status

    def _join(self) -> bool:
        """Register with the cluster, however long the server takes; False when told to stop."""
        backoff = Backoff()
        while True:
            self._tell_vitals()
            try:
                self._transport.join()
            except TransportDown as error:
                self._shop.link.lost(error)
                if self._handle(self._signals.wait(backoff.next_s())):
                    return False
            else:
                self._shop.link.reached()
                return True

    def _tell_vitals(self) -> None:
        self._vitals.tell(time.monotonic(), self._shop.link.fetched_at, self._recovered)
        done = self._shop.counters.total().processed
        if done != self._told_done:
            self._told_done = done
            self._classes.put(by_class.encode(self._shop.tally.snapshot()))

    def _handle(self, received: list[signal.Signals]) -> bool:
        """Act on signals; True when one of them says stop."""
        for number in received:
            if number == signal.SIGTSTP:
                self._manager.quiet()
                self._beats.hurry()
                logger.info("quiet: no more jobs are fetched, running ones go on")
            elif number == signal.SIGTTIN:
                for text in threads.stacks(self._processors):
                    logger.warning("%s", text)
        return any(number in STOP for number in received)

    def _stop(self) -> None:
        logger.info("stopping: up to %g s for running jobs", self._config.shutdown_timeout_s)
        running = self._manager.stop(self._config.shutdown_timeout_s)
        if running:
            logger.warning("%d jobs still run; they are given back and will run again", running)
        self._shop.waiting.set()
        for duty in self._duties:
            duty.stop()
        self._sign_off()
        self._tell_vitals()
        logger.info("bye")

    def _sign_off(self) -> None:
        """Tell the last counts and return what is leased, if the server answers soon."""
        backoff, deadline = Backoff(), time.monotonic() + SIGN_OFF_S
        while True:
            try:
                self._heartbeat.last()
                self._transport.leave()
            except TransportDown as error:
                if time.monotonic() > deadline:
                    logger.error("%s; what this process held is recovered by others", error)
                    return
                time.sleep(backoff.next_s())
            else:
                return

    def _recover(self) -> None:
        found = self._transport.recover()
        self._recovered += found.returned
        if found.owners:
            logger.warning(
                "recovered from dead processes %s: %d jobs returned to their queues, %d dead",
                ", ".join(found.owners),
                found.returned,
                found.dead,
            )

    def _obey(self, name: str) -> None:
        """Do what the Web UI's buttons ask for."""
        number = getattr(signal, f"SIG{name}", None)
        if number in (signal.SIGTSTP, signal.SIGTERM, signal.SIGTTIN):
            self._signals.put(number)
        else:
            logger.warning("ignoring an unknown signal asked for remotely: %s", name)

    def _fail(self) -> None:
        self._status = 70
        self._signals.put(signal.SIGTERM)

    def _duty(self, name: str, step: Callable[[], object], pause_s: Callable[[], float]) -> Duty:
        return Duty(name, step, pause_s, self._shop.link)

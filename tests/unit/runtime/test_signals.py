"""Signals as a queue for the main thread."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from pyworker.runtime.signals import Signals

WANTED = [signal.SIGUSR1, signal.SIGUSR2]


@pytest.fixture
def signals() -> Iterator[Signals]:
    before = {number: signal.getsignal(number) for number in [*WANTED, signal.SIGWINCH]}
    made = Signals(WANTED, [signal.SIGWINCH])
    yield made
    for number, handler in before.items():
        signal.signal(number, handler)
    made.close()


def test_signals_are_handed_out_in_the_order_they_came(signals: Signals) -> None:
    os.kill(os.getpid(), signal.SIGUSR2)
    os.kill(os.getpid(), signal.SIGUSR1)

    assert signals.wait(5) + signals.wait(0) == [signal.SIGUSR2, signal.SIGUSR1]
    assert signals.wait(0) == []


def test_without_a_signal_the_wait_ends_in_time(signals: Signals) -> None:
    began = time.monotonic()

    assert signals.wait(0.01) == []

    assert time.monotonic() - began >= 0.01


def test_an_ignored_signal_is_not_handed_out(signals: Signals) -> None:
    os.kill(os.getpid(), signal.SIGWINCH)

    assert signals.wait(0.01) == []


def test_what_the_parent_blocked_around_its_fork_arrives(signals: Signals) -> None:
    blocked = {*WANTED, signal.SIGWINCH}
    signal.pthread_sigmask(signal.SIG_BLOCK, blocked)

    in_child = Signals(WANTED, [signal.SIGWINCH])
    os.kill(os.getpid(), signal.SIGUSR1)

    assert in_child.wait(5) == [signal.SIGUSR1]
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, []) & blocked
    assert signals.wait(0) == []
    in_child.close()


def test_a_thread_can_put_a_signal_and_wakes_the_one_that_waits(signals: Signals) -> None:
    thread = threading.Thread(target=signals.put, args=[signal.SIGTERM])
    thread.start()

    assert signals.wait(10) == [signal.SIGTERM]
    thread.join()

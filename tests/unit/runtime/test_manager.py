"""The processors of one process, together."""

import asyncio
import threading

import pytest

from pyworker.counters import Counters
from pyworker.registry import JobSpec
from pyworker.runtime.board import Board
from pyworker.runtime.manager import Manager
from pyworker.runtime.shop import Shop
from pyworker.runtime.threads import stacks
from tests.unit.runtime.stand_ins import MemoryTransport, body, executor, kind


def test_all_threads_work_and_end_when_it_stops() -> None:
    together = threading.Barrier(4, timeout=10)
    transport = MemoryTransport(*(body("A", n) for n in range(3)))
    failed = threading.Event()
    shop = Shop(transport, executor(JobSpec("A", lambda _: together.wait())), Counters())
    manager = Manager(shop, 3, Board(3), failed.set)

    manager.start()
    together.wait()

    assert manager.stop(10) == 0
    assert not failed.is_set()
    assert "wake" in transport.calls
    assert [kind(outcome) for _, outcome in transport.outcomes] == ["Done"] * 3
    assert transport.leases == []


def test_a_job_that_does_not_end_in_time_is_told(caplog: pytest.LogCaptureFixture) -> None:
    begun, end = threading.Event(), threading.Event()

    def handler() -> None:
        begun.set()
        end.wait(10)

    transport = MemoryTransport(body("A", jid="j"))
    shop = Shop(transport, executor(JobSpec("A", handler)), Counters())
    manager = Manager(shop, 1, Board(1), lambda: None)
    manager.start()
    assert begun.wait(10)

    still_running = manager.stop(0.01)
    (text,) = [text for text in stacks(manager.processors) if "processor-0" in text[:20]]
    end.set()

    assert still_running == 1
    assert text.splitlines()[0].endswith(" class=A jid=j")
    assert "in handler" in text
    assert manager.stop(10) == 0
    assert caplog.records == []


def test_an_error_of_our_own_is_told_and_not_swallowed(caplog: pytest.LogCaptureFixture) -> None:
    transport = MemoryTransport(body("A"))
    transport.settle = None  # type: ignore[method-assign, assignment]  # the fault
    failed = threading.Event()
    manager = Manager(Shop(transport, executor(), Counters()), 1, Board(1), failed.set)

    manager.start()

    assert failed.wait(10)
    manager.stop(10)
    assert "a processor ended by an error of pyworker's own" in caplog.text


def test_an_error_that_would_end_a_thread_in_silence_is_told_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    transport = MemoryTransport(body("A"))
    failed = threading.Event()
    manager = Manager(Shop(transport, executor(), Counters()), 1, Board(1), failed.set)

    def leave() -> None:
        raise SystemExit

    manager.processors[0].run = leave  # type: ignore[method-assign]  # the fault
    manager.start()

    assert failed.wait(10)
    manager.stop(10)
    assert "a processor ended by an error of pyworker's own" in caplog.text


def test_a_handler_that_would_end_its_processor_does_not() -> None:
    def leave(number: int) -> None:
        if number == 0:
            raise asyncio.CancelledError
        ended.set()

    transport = MemoryTransport(body("A", 0), body("A", 1))
    failed, ended = threading.Event(), threading.Event()
    shop = Shop(transport, executor(JobSpec("A", leave)), Counters())
    manager = Manager(shop, 1, Board(1), failed.set)

    manager.start()

    assert ended.wait(10)
    assert manager.stop(10) == 0
    assert not failed.is_set()
    assert [kind(outcome) for _, outcome in transport.outcomes] == ["Retry", "Done"]


def test_going_quiet_twice_wakes_the_waiting_once() -> None:
    transport = MemoryTransport()
    manager = Manager(Shop(transport, executor(), Counters()), 1, Board(1), lambda: None)

    manager.quiet()
    manager.quiet()

    assert transport.calls == ["wake"]

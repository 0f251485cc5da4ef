"""A long job never keeps a fetched one waiting behind it."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from pyworker.errors import TransportDown
from pyworker.registry import JobSpec
from pyworker.runtime.steward import HOLD_S, Steward
from tests.unit.runtime.stand_ins import MemoryTransport, Room, body


class Gate:
    """A handler that says when it has begun and ends when it is told to."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.end = threading.Event()

    def __call__(self, number: int) -> None:
        if number == 1:
            self.begun.set()
            assert self.end.wait(10)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.end.set()


def held_up(room: Room, gate: Gate, *bodies: bytes) -> threading.Thread:
    """Start a batch and return when its job number 1 runs."""
    room.processor._pace.turn("A", 0.0)
    room.processor._pace.jobs = 1
    room.processor._pace.turn("", 0.0)
    deliveries = room.lease(*bodies)
    thread = threading.Thread(target=room.processor.process, args=[deliveries])
    thread.start()
    assert gate.begun.wait(10)
    return thread


def watch_until(steward: Steward, reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < deadline
        steward.watch()


def test_what_waits_is_given_back_and_what_is_done_is_settled(gate: Gate) -> None:
    room = Room(MemoryTransport(), JobSpec("A", gate))
    thread = held_up(room, gate, *(body("A", n) for n in range(4)))

    Steward(room.shop, [room.processor]).relieve(room.processor)

    assert room.transport.queue == [body("A", 2), body("A", 3)]
    assert room.outcomes() == [("A-0", "Done")]
    gate.end.set()
    thread.join()
    room.processor._swap()
    assert room.outcomes() == [("A-0", "Done"), ("A-1", "Done")]
    assert room.shop.counters.peek().processed == 2


def test_the_steward_notices_by_itself(gate: Gate) -> None:
    room = Room(MemoryTransport(), JobSpec("A", gate))
    thread = held_up(room, gate, *(body("A", n) for n in range(3)))

    watch_until(Steward(room.shop, [room.processor]), lambda: bool(room.transport.queue))

    assert room.transport.queue == [body("A", 2)]
    assert time.monotonic() - room.processor.batch_started > HOLD_S
    gate.end.set()
    thread.join()


def test_what_is_done_is_settled_though_nothing_else_waits(gate: Gate) -> None:
    room = Room(MemoryTransport(), JobSpec("A", gate))
    thread = held_up(room, gate, body("A", 0), body("A", 1))

    watch_until(Steward(room.shop, [room.processor]), lambda: bool(room.outcomes()))

    assert room.outcomes() == [("A-0", "Done")]
    assert not room.transport.calls.count("give_back")
    gate.end.set()
    thread.join()


def test_a_call_that_comes_during_the_look_is_not_missed() -> None:
    room = Room(MemoryTransport())
    room.shop.waiting.set()

    def looked_at_too_early() -> bool:
        room.shop.waiting.set()
        return False

    room.processor.holds_back = looked_at_too_early  # type: ignore[method-assign]
    Steward(room.shop, [room.processor]).watch()

    assert room.shop.waiting.is_set()


def test_what_has_not_waited_long_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(MemoryTransport())
    room.processor.pending.extend(room.lease(body("A")))
    room.shop.waiting.set()
    monkeypatch.setattr("time.monotonic", lambda: HOLD_S)

    Steward(room.shop, [room.processor]).watch()

    assert room.shop.waiting.is_set()
    assert room.transport.calls == []


@pytest.mark.parametrize("call", ["give_back", "settle"])
def test_while_the_server_is_down_nothing_is_lost(gate: Gate, call: str) -> None:
    room = Room(MemoryTransport(), JobSpec("A", gate))
    thread = held_up(room, gate, *(body("A", n) for n in range(4)))
    steward = Steward(room.shop, [room.processor])
    room.transport.down[call] = 1

    with pytest.raises(TransportDown):
        steward.relieve(room.processor)
    waiting, looks_again = list(room.processor.pending), room.processor.holds_back()
    steward.relieve(room.processor)

    # What the steward has taken meets no later batch of the processor.
    assert (waiting, looks_again) == ([], True)
    assert room.transport.queue == [body("A", 2), body("A", 3)]
    assert room.outcomes() == [("A-0", "Done")]
    assert room.shop.counters.peek().processed == 1
    gate.end.set()
    thread.join()


def test_what_could_not_be_given_back_keeps_its_order() -> None:
    room = Room(MemoryTransport())
    deliveries = room.lease(*(body("A", n) for n in range(3)))
    room.processor.pending.extend(deliveries[:2])
    room.transport.down["give_back"] = 1
    steward = Steward(room.shop, [room.processor])
    with pytest.raises(TransportDown):
        steward.relieve(room.processor)
    room.processor.pending.append(deliveries[2])

    steward.relieve(room.processor)

    assert room.transport.queue == [given.body for given in deliveries]
    assert room.transport.leases == []


def test_what_could_not_be_delivered_is_so_before_the_next_fetch(gate: Gate) -> None:
    room = Room(MemoryTransport(), JobSpec("A", gate))
    thread = held_up(room, gate, *(body("A", n) for n in range(4)))
    room.transport.down["give_back"] = 1
    with pytest.raises(TransportDown):
        Steward(room.shop, [room.processor]).relieve(room.processor)
    gate.end.set()
    thread.join()

    fetched = room.processor._swap()

    assert room.outcomes() == [("A-0", "Done"), ("A-1", "Done")]
    queued = [delivery.body for delivery in fetched] + room.transport.queue
    assert queued == [body("A", 2), body("A", 3)]
    assert room.shop.counters.peek().processed == 2


def test_a_processor_with_nothing_in_hand_costs_no_round_trip() -> None:
    room = Room(MemoryTransport())

    Steward(room.shop, [room.processor]).relieve(room.processor)

    assert room.transport.calls == []


def test_with_nothing_waiting_the_steward_goes_back_to_sleep() -> None:
    room = Room(MemoryTransport())
    room.shop.waiting.set()

    Steward(room.shop, [room.processor]).watch()

    assert not room.shop.waiting.is_set()

"""THE MAIN LOOP, driven by hand over a queue in memory."""

from collections.abc import Callable
from typing import Any

import pytest

from pyworker.errors import TransportDown
from pyworker.outcome import EXPIRED, Dead, Discarded, Done, Outcome, Retry, Snooze
from pyworker.registry import JobContext, JobSpec
from pyworker.runtime.backoff import Backoff
from pyworker.runtime.pace import BUDGET_S, MOST
from pyworker.transport import SUSPECT_FROM, Delivery
from tests.unit.runtime.stand_ins import MemoryTransport, Room, body, delivery, jid, kind


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backoff, "next_s", lambda _backoff: 0.0)


class Clock:
    """Monotonic seconds that pass only where a handler says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr("time.monotonic", lambda: self.now)

    def spend(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def serve(
    transport: MemoryTransport, handler: Callable[..., Any], last: str, **options: Any
) -> Room:
    """Run the loop until the job with jid ``last`` has been run."""
    room: Room

    def watched(*args: Any) -> Any:
        current = room.processor.current
        if current is not None and jid(current) == last:
            room.shop.quiet.set()
        return handler(*args)

    room = Room(transport, JobSpec("A", watched))
    room.processor.run()
    return room


def nothing(*_: Any) -> None: ...


def test_jobs_run_in_the_order_of_the_queue_and_are_settled() -> None:
    ran: list[int] = []
    transport = MemoryTransport(*(body("A", n, jid=f"j{n}") for n in range(20)))

    room = serve(transport, ran.append, last="j19")

    assert ran == list(range(20))
    assert room.outcomes() == [(f"j{n}", "Done") for n in range(20)]
    assert (transport.leases, transport.queue) == ([], [])
    assert room.inbox.closed


def test_settling_rides_on_the_next_fetch() -> None:
    transport = MemoryTransport(body("A", jid="j0"), body("A", jid="j1"))

    room = serve(transport, nothing, last="j1")

    swaps = [([jid(given) for given, _ in settled], limit) for settled, limit in room.inbox.swaps]
    assert swaps[0] == ([], 1)
    assert swaps[1][0] == ["j0"]
    assert swaps[-1] == (["j1"], 0)


def test_an_idle_processor_waits_for_an_arrival() -> None:
    transport = MemoryTransport()
    room = Room(transport, JobSpec("A", nothing))

    def arrive(timeout_s: float) -> list[Delivery]:
        assert timeout_s > 0
        room.shop.quiet.set()
        return room.lease(body("A", jid="j"))

    room.inbox.wait = arrive  # type: ignore[method-assign]
    room.processor.run()

    assert room.inbox.swaps[0] == ([], 1)
    assert room.transport.queue == [body("A", jid="j")]
    assert room.transport.leases == []


@pytest.mark.parametrize(
    ("seconds", "least", "most"), [(0.00001, MOST, MOST), (0.0005, 5, 6), (0.1, 1, 1)]
)
def test_a_fetch_is_a_few_milliseconds_worth(
    clock: Clock, seconds: float, least: int, most: int
) -> None:
    room = Room(MemoryTransport(), JobSpec("A", lambda: clock.spend(seconds)))
    for number in range(3):
        room.processor.process(room.lease(body("A", jid=str(number))))
    room.shop.quiet.clear()

    room.processor._swap()

    assert least <= room.inbox.swaps[-1][1] <= most


def test_what_is_not_affordable_is_given_back_in_order(clock: Clock) -> None:
    ran: list[int] = []

    def handler(number: int) -> None:
        clock.spend(BUDGET_S / 3)
        ran.append(number)

    room = Room(MemoryTransport(), JobSpec("A", handler))
    room.processor.process(room.lease(body("A", 0)))

    room.processor.process(room.lease(*(body("A", n) for n in range(1, 8))))

    assert ran == [0, 1, 2, 3]
    assert room.transport.queue == [body("A", n) for n in range(4, 8)]


def test_of_a_class_never_measured_one_job_is_run() -> None:
    room = Room(MemoryTransport(), JobSpec("A", nothing))

    room.processor.process(room.lease(body("A", 0), body("A", 1), body("A", 2)))

    assert room.transport.queue == [body("A", 1), body("A", 2)]
    assert [jid(given) for given, _ in room.processor.settled] == ["A-0"]


def test_going_quiet_gives_back_what_waits() -> None:
    room: Room

    def handler(number: int) -> None:
        if number == 2:
            room.shop.quiet.set()

    room = Room(MemoryTransport(), JobSpec("A", handler))
    room.processor.process(room.lease(body("A", 0)))
    room.processor.process(room.lease(*(body("A", n) for n in range(1, 6))))
    room.processor.run()

    assert room.transport.queue == [body("A", n) for n in range(3, 6)]
    assert room.outcomes() == [("A-0", "Done"), ("A-1", "Done"), ("A-2", "Done")]
    assert room.transport.leases == []


def test_a_quiet_processor_fetches_nothing() -> None:
    room = Room(MemoryTransport(body("A")), JobSpec("A", nothing))
    room.shop.quiet.set()

    room.processor.run()

    assert room.inbox.swaps == [([], 0)]
    assert room.transport.queue == [body("A")]


def test_jobs_of_a_batch_class_are_taken_together_and_others_keep_their_order() -> None:
    batches: list[list[int]] = []
    ran: list[str] = []

    def many(contexts: list[JobContext]) -> list[None]:
        batches.append([context.args[0] for context in contexts])
        return [None for _ in contexts]

    room = Room(MemoryTransport(), JobSpec("B", many, batch=3), JobSpec("A", ran.append))
    room.processor.process(room.lease(body("A", "warm")))
    room.processor.process(room.lease(body("B", 0)))
    bodies = [body("B", 1), body("A", "x"), body("B", 2), body("A", "y"), *named("B", 3, 4)]

    room.processor.process(room.lease(*bodies))

    assert batches == [[0], [1, 2, 3], [4]]
    assert ran == ["warm", "x", "y"]
    assert {kind(outcome) for _, outcome in room.processor.settled} == {"Done"}
    assert len(room.processor.settled) == 8


def test_while_the_server_is_down_the_same_list_is_offered_again() -> None:
    transport = MemoryTransport(body("A", jid="j0"))
    room: Room

    def handler() -> None:
        transport.down["swap"] = 3
        room.shop.quiet.set()

    room = Room(transport, JobSpec("A", handler))
    room.processor.run()

    offers = [settled for settled, _ in room.inbox.swaps[1:]]
    assert len(offers) == 4
    assert all(offer == offers[0] for offer in offers)
    assert room.outcomes() == [("j0", "Done")]
    assert room.shop.counters.peek().processed == 1


def test_only_what_was_settled_is_counted() -> None:
    transport = MemoryTransport()
    room = Room(transport, JobSpec("A", nothing))
    room.processor.process(room.lease(body("A")))
    transport.down["swap"] = 1
    with pytest.raises(TransportDown):
        room.processor._swap()
    before = room.shop.counters.peek()

    room.processor._swap()
    room.processor._swap()

    assert (before.processed, room.shop.counters.peek().processed) == (0, 1)


def test_what_could_not_be_given_back_is_returned_before_the_next_fetch() -> None:
    room = Room(MemoryTransport(body("A", 9)), JobSpec("A", nothing))
    room.transport.down["give_back"] = 1
    room.processor.process(room.lease(*(body("A", n) for n in range(3))))

    deliveries = room.processor._swap()

    assert [given.body for given in deliveries] == [body("A", n) for n in (1, 2, 9)]
    assert room.transport.leases == deliveries


def test_a_processor_holds_back_what_waits_for_its_running_job() -> None:
    held: list[bool] = []
    room: Room

    def handler(_: int) -> None:
        held.append(room.processor.holds_back())

    room = Room(MemoryTransport(), JobSpec("A", handler))
    room.processor.process(room.lease(body("A", 0)))
    room.processor._swap()
    room.processor.process(room.lease(body("A", 1), body("A", 2)))

    # Alone; before another; after another. At rest its outcomes ride on the next fetch.
    assert held == [False, True, True]
    assert room.processor.settled
    assert not room.processor.holds_back()


def test_a_fetch_that_fails_is_tried_again() -> None:
    transport = MemoryTransport(body("A", jid="j"))
    transport.down["swap"] = 5

    room = serve(transport, nothing, last="j")

    assert room.outcomes() == [("j", "Done")]


def test_a_quiet_processor_with_nothing_in_hand_does_not_wait_for_the_server() -> None:
    transport = MemoryTransport()
    transport.down["swap"] = 1_000_000
    room = Room(transport, JobSpec("A", nothing))
    room.shop.quiet.set()

    room.processor.run()

    assert len(room.inbox.swaps) == 1


def test_failed_and_refused_jobs_are_settled_beside_the_done() -> None:
    def handler(number: int) -> None:
        if number == 1:
            raise ValueError(number)

    room = Room(MemoryTransport(), JobSpec("A", handler))
    room.processor.process(room.lease(body("A", 0)))

    room.processor.process(room.lease(body("A", 1), body("Missing"), b"{", body("A", 2)))

    outcomes = [kind(outcome) for _, outcome in room.processor.settled]
    assert outcomes == ["Done", "Retry", "Dead", "Retry", "Done"]


@pytest.mark.parametrize(
    ("recoveries", "alone"), [(0, False), (SUSPECT_FROM - 1, False), (SUSPECT_FROM, True)]
)
def test_a_suspect_runs_while_it_holds_the_process_wide_lock(recoveries: int, alone: bool) -> None:
    held: list[bool] = []
    room: Room

    def handler() -> None:
        held.append(room.shop.suspects.locked())

    room = Room(MemoryTransport(), JobSpec("A", handler))
    (suspect,) = room.lease(body("A", jid="s"))
    suspect.recoveries = recoveries

    room.processor.process([suspect])
    room.processor.process(room.lease(body("A")))

    assert held == [alone, False]
    assert not room.shop.suspects.locked()


def test_a_suspect_that_waited_for_the_lock_until_the_end_is_given_back() -> None:
    room = Room(MemoryTransport(), JobSpec("A", nothing))

    class LongWait:
        def __enter__(self) -> None:
            room.shop.quiet.set()

        def __exit__(self, *_: object) -> None: ...

    room.shop.suspects = LongWait()  # type: ignore[assignment]
    (suspect,) = room.lease(body("A", jid="s"))
    suspect.recoveries = SUSPECT_FROM

    room.processor.process([suspect])

    assert room.transport.queue == [body("A", jid="s")]
    assert not room.processor.settled


def test_at_rest_nothing_is_current() -> None:
    seen: list[str] = []
    room: Room

    def handler() -> None:
        assert room.processor.current is not None
        seen.append(jid(room.processor.current))

    room = Room(MemoryTransport(), JobSpec("A", handler))
    room.processor.process(room.lease(body("A", jid="j")))

    assert seen == ["j"]
    assert room.processor.current is None
    assert room.board.running() == set()


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        (Retry(b"", 1.0), (1, 1)),
        (Dead(b""), (1, 1)),
        (Discarded(), (1, 1)),
        (EXPIRED, (1, 0)),
        (Snooze(b"", 1.0), (1, 0)),
        (Dead(b"", counted=False), (0, 0)),
        (Done(), (1, 0)),
    ],
)
def test_outcomes_are_counted_as_sidekiq_counts(outcome: Outcome, counts: tuple[int, int]) -> None:
    room = Room(MemoryTransport())

    room.shop.count([(delivery("A"), outcome)])

    found = room.shop.counters.peek()
    assert (found.processed, found.failed) == counts


def test_a_job_done_is_processed_and_not_failed() -> None:
    room = Room(MemoryTransport(), JobSpec("A", nothing))

    room.processor.process(room.lease(body("A")))
    room.processor._swap()

    assert isinstance(room.transport.outcomes[0][1], Done)
    assert (room.shop.counters.peek().processed, room.shop.counters.peek().failed) == (1, 0)


def named(class_name: str, *numbers: int) -> list[bytes]:
    return [body(class_name, number) for number in numbers]

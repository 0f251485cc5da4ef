"""Counts, seconds and histogram by class, and that each is told just once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.outcome import DONE, EXPIRED, Dead, Discarded, Done, Outcome, Retry, Snooze
from pyworker.registry import JobContext, JobSpec, Later
from pyworker.runtime.tally import BUCKETS, Laps, Tally, Totals
from tests.unit.runtime.stand_ins import MemoryTransport, Room, body

RETRY = Retry(b"", 1.0)


def ran(*seconds: float, failed: tuple[int, ...] = (), since: float = 100.0) -> tuple[Laps, float]:
    """Jobs of so many seconds each, one after the other; and when the last ended."""
    laps = Laps()
    for number, each in enumerate(seconds):
        laps.starts.append(since)
        laps.judge(RETRY if number in failed else DONE)
        since += each
    return laps, since


def told(tally: Tally) -> list[tuple[str, int, int, int]]:
    return [(t.class_name, t.processed, t.failed, t.ms) for t in tally.peek()]


def only(**buckets: int) -> list[int]:
    histogram = [0] * BUCKETS
    for name, number in buckets.items():
        histogram[int(name.removeprefix("b"))] = number
    return histogram


@pytest.mark.parametrize(
    ("ms", "bucket"),
    [
        *((0, 0), (19.9, 0), (20.1, 1), (29.9, 1), (50, 3), (64.9, 3), (65.1, 4), (149, 5)),
        *((1000, 10), (60_000, 20), (334_999, 24), (335_001, 25), (1e7, 25)),
    ],
)
def test_a_duration_has_the_first_bucket_whose_bound_is_above_it(ms: float, bucket: int) -> None:
    tally = Tally()

    tally.add("A", *ran(ms / 1000, since=0.0))

    assert tally.snapshot()["A"].histogram == only(**{f"b{bucket}": 1})


def test_jobs_are_told_by_class() -> None:
    tally = Tally()

    tally.add("A", *ran(0.040, 0.001))
    tally.add("B", *ran(2.5))
    tally.add("A", *ran(0.040))

    assert told(tally) == [("A", 3, 0, 81), ("B", 1, 0, 2500)]
    assert tally.snapshot()["A"].histogram == only(b0=1, b2=2)


def test_failed_jobs_have_no_duration() -> None:
    tally = Tally()

    tally.add("A", *ran(0.0625, 5.0, 0.0625, 7.0, failed=(1, 3)))

    assert told(tally) == [("A", 4, 2, 125)]
    assert tally.snapshot()["A"].histogram == only(b3=2)


def test_short_jobs_are_counted_together() -> None:
    tally = Tally()

    tally.add("A", *ran(*[0.0001] * 100))

    assert told(tally) == [("A", 100, 0, 10)]
    assert tally.snapshot()["A"].histogram == only(b0=100)


def test_milliseconds_that_are_not_whole_are_told_with_the_next() -> None:
    tally = Tally()

    tally.add("A", *ran(0.0016, since=0.0))
    first = tally.peek()
    tally.written(first)
    tally.add("A", *ran(0.0016, since=0.0))

    assert [each.ms for each in first] == [1]
    assert told(tally) == [("A", 1, 0, 2)]


def test_what_was_told_is_not_told_again_and_what_came_meanwhile_is() -> None:
    tally = Tally()
    tally.add("A", *ran(0.050))
    telling = tally.peek()
    tally.add("A", *ran(0.050, 9.0, failed=(1,)))

    assert tally.peek() != telling
    tally.written(telling)

    assert told(tally) == [("A", 2, 1, 50)]
    tally.written(tally.peek())
    assert tally.peek() == []


def test_a_snapshot_has_all_since_the_start_and_is_a_copy() -> None:
    tally = Tally()
    tally.add("A", *ran(0.25, since=0.0))
    tally.written(tally.peek())

    tally.snapshot()["A"].histogram[0] += 1

    assert tally.snapshot() == {"A": Totals(1, 0, 0.25, only(b7=1))}


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [
        *((DONE, 0), (Done(), 0), (Snooze(b"", 1.0), 0)),
        *((RETRY, 1), (Dead(b""), 1), (Discarded(), 1)),
    ],
)
def test_a_job_failed_as_sidekiq_counts(outcome: Outcome, failed: int) -> None:
    laps = Laps()

    laps.batch([DONE, outcome], 0.0, 1.0)

    assert laps.starts == [0.0, 0.5]
    assert len(laps.failed) == failed


@given(st.lists(st.tuples(st.floats(0, 1000), st.booleans()), min_size=1, max_size=50))
def test_every_job_is_in_its_place(jobs: list[tuple[float, bool]]) -> None:
    tally = Tally()
    failed = tuple(number for number, (_, fails) in enumerate(jobs) if fails)

    tally.add("A", *ran(*[seconds for seconds, _ in jobs], failed=failed))

    totals = tally.snapshot()["A"]
    assert (totals.count, totals.failed) == (len(jobs), len(failed))
    assert sum(totals.histogram) == len(jobs) - len(failed)
    expected = sum(seconds for seconds, fails in jobs if not fails)
    assert totals.seconds == pytest.approx(expected, abs=1e-6)


def fail() -> None:
    raise ValueError("no")


def test_a_processor_tallies_what_it_runs() -> None:
    room = Room(
        MemoryTransport(),
        JobSpec("Good", lambda: None),
        JobSpec("Bad", fail),
        JobSpec("Again", lambda: Later(1)),
    )

    for number, name in enumerate(["Good", "Bad", "Good", "Good", "Again", "Missing"]):
        room.processor.process(room.lease(body(name, jid=str(number))))

    counted = {name: (each.count, each.failed) for name, each in room.shop.tally.snapshot().items()}
    assert counted == {"Good": (3, 0), "Bad": (1, 1), "Again": (1, 0)}


def test_the_jobs_of_a_batch_share_its_time() -> None:
    def handler(jobs: list[JobContext]) -> list[Exception | None]:
        return [ValueError("odd") if job.args[0] % 2 else None for job in jobs]

    room = Room(MemoryTransport(), JobSpec("Many", handler, batch=10))

    room.processor.process(room.lease(*[body("Many", number) for number in range(25)]))

    (many,) = room.shop.tally.peek()
    assert (many.processed, many.failed) == (25, 12)
    assert sum(many.histogram) == 13


def test_what_was_not_run_is_not_tallied() -> None:
    room = Room(MemoryTransport(), JobSpec("A", lambda: None))

    room.processor.process(
        room.lease(body("A", expires_in=1, enqueued_at=1.0), b"{no job", body("Missing"))
    )

    assert room.processor.settled[0][1] is EXPIRED
    assert room.shop.tally.snapshot() == {}


def test_a_tallied_class_is_the_one_within_the_wrapper() -> None:
    room = Room(MemoryTransport(), JobSpec("Mailer", lambda: None))
    wrapper = {"job_class": "Mailer", "arguments": []}

    room.processor.process(
        room.lease(body("Sidekiq::ActiveJob::Wrapper", wrapper, wrapped="Mailer"))
    )

    assert [each.class_name for each in room.shop.tally.peek()] == ["Mailer"]

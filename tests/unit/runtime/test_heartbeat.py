"""What a process tells at each beat, and that its counts are told just once."""

import time

import pytest

from pyworker.counters import Counts
from pyworker.errors import TransportDown
from pyworker.registry import JobSpec
from pyworker.runtime.heartbeat import Heartbeat, rss_kib
from tests.unit.runtime.stand_ins import MemoryTransport, Room, body


def heart(room: Room, obeyed: list[str] | None = None) -> Heartbeat:
    return Heartbeat(room.shop, [room.processor], ([] if obeyed is None else obeyed).append)


def test_a_beat_tells_the_counts_and_they_are_told_once() -> None:
    room = Room(MemoryTransport())
    heartbeat = heart(room)
    room.shop.counters.add(5, 2)

    heartbeat.beat()
    heartbeat.beat()

    assert [(b.processed, b.failed) for b in room.transport.beats] == [(5, 2), (0, 0)]


def test_after_an_outage_the_same_counts_are_told_again() -> None:
    room = Room(MemoryTransport())
    heartbeat = heart(room)
    room.shop.counters.add(5, 2)
    room.transport.down["beat"] = 2

    for _ in range(2):
        with pytest.raises(TransportDown):
            heartbeat.beat()
        room.shop.counters.add(1, 0)
    heartbeat.beat()
    heartbeat.beat()

    told = [(b.processed, b.failed) for b in room.transport.beats]
    assert told == [(5, 2), (5, 2), (5, 2), (2, 0)]


def test_a_beat_without_counts_is_told_again_without_those_that_came_later() -> None:
    room = Room(MemoryTransport())
    heartbeat = heart(room)
    room.transport.down["beat"] = 1

    with pytest.raises(TransportDown):
        heartbeat.beat()
    room.shop.counters.add(1, 0)
    heartbeat.beat()

    assert [b.processed for b in room.transport.beats] == [0, 0]
    assert room.shop.counters.peek().processed == 1


def test_the_tally_of_a_beat_without_answer_is_told_again_as_it_was() -> None:
    room = Room(MemoryTransport(), JobSpec("A", lambda: None))
    heartbeat = heart(room)
    room.transport.down["beat"] = 1
    for number in (1, 2):
        room.processor.process(room.lease(body("A", number)))

    with pytest.raises(TransportDown):
        heartbeat.beat()
    room.processor.process(room.lease(body("A", 3)))
    heartbeat.last()

    told = [[(each.class_name, each.processed) for each in b.tally] for b in room.transport.beats]
    assert told == [[("A", 2)], [("A", 2)], [("A", 1)]]
    assert room.shop.tally.peek() == []


@pytest.mark.parametrize("counted", [0, 5])
def test_one_last_beat_tells_all_there_is(counted: int) -> None:
    room = Room(MemoryTransport())
    room.shop.counters.add(counted, 0)

    heart(room).last()

    assert [beat.processed for beat in room.transport.beats] == [counted]
    assert room.shop.counters.peek() == Counts()


def test_the_last_beat_after_an_outage_also_tells_what_came_later() -> None:
    room = Room(MemoryTransport())
    heartbeat = heart(room)
    room.shop.counters.add(5, 2)
    room.transport.down["beat"] = 1
    with pytest.raises(TransportDown):
        heartbeat.beat()
    room.shop.counters.add(3, 1)

    heartbeat.last()

    told = [(beat.processed, beat.failed) for beat in room.transport.beats]
    assert told == [(5, 2), (5, 2), (3, 1)]
    assert room.shop.counters.peek() == Counts()


def test_a_beat_shows_the_job_that_runs() -> None:
    room: Room

    def handler() -> None:
        heart(room).beat()

    room = Room(MemoryTransport(), JobSpec("A", handler))
    room.processor.process(room.lease(body("A", jid="j")))
    heart(room).beat()

    during, after = room.transport.beats
    (work,) = during.work
    assert (work.tid, work.queue, work.body) == ("t0", "default", body("A", jid="j"))
    assert abs(work.run_at - time.time()) < 60
    assert (during.busy, after.busy, list(after.work)) == (1, 0, [])


def test_a_beat_tells_quiet_memory_and_the_last_round_trip() -> None:
    room = Room(MemoryTransport())
    heartbeat = heart(room)

    heartbeat.beat()
    room.shop.quiet.set()
    heartbeat.beat()

    first, second = room.transport.beats
    assert (first.quiet, second.quiet) == (False, True)
    assert first.rtt_us == 0
    assert 0 <= second.rtt_us < 10_000_000
    assert 1_000 < first.rss_kib < 10_000_000


def test_each_signal_asked_for_remotely_is_obeyed_once_and_in_order() -> None:
    room = Room(MemoryTransport())
    obeyed: list[str] = []
    heartbeat = heart(room, obeyed)
    room.transport.signals = ["TSTP", "TERM"]

    for _ in range(3):
        heartbeat.beat()

    assert obeyed == ["TSTP", "TERM"]


def test_resident_memory_is_counted_in_kib() -> None:
    before = rss_kib()

    block = bytearray(64 << 20)

    assert 50_000 < rss_kib() - before < 80_000
    assert len(block) == 64 << 20

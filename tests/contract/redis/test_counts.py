"""What the cluster has done, added up once and for all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pyworker.counters import Counts
from pyworker.errors import TransportDown
from pyworker.transport import Beat, Tallied
from tests.contract.backend import IDLE
from tests.contract.proxy import Proxy
from tests.contract.redis_backend import RedisBackend

FIVE_YEARS_S = 157_680_000


def counts(processed: int, failed: int) -> Beat:
    return Beat(0, False, 0, 0, processed, failed)


def numbers(backend: RedisBackend, *names: str) -> list[int]:
    return [int(backend.admin.get(name) or 0) for name in names]


def today(name: str) -> str:
    return f"{name}:{datetime.now(UTC).date().isoformat()}"


def test_counts_are_added_in_total_and_by_utc_day(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    process.transport.beat(IDLE)
    days = {today("stat:processed")}

    process.transport.beat(counts(7, 2))
    process.transport.beat(counts(5, 0))

    days.add(today("stat:processed"))
    assert numbers(redis_backend, "stat:processed", "stat:failed") == [12, 2]
    assert sum(numbers(redis_backend, *days)) == 12
    assert sum(numbers(redis_backend, *(day.replace("processed", "failed") for day in days))) == 2


def test_the_first_beat_counts_too(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()

    process.transport.beat(counts(7, 2))

    assert numbers(redis_backend, "stat:processed", "stat:failed") == [7, 2]


def test_a_days_counts_are_kept_for_five_years_and_totals_for_ever(
    redis_backend: RedisBackend,
) -> None:
    process = redis_backend.start()
    process.transport.beat(IDLE)

    process.transport.beat(counts(7, 2))

    now = datetime.now(UTC)
    yesterday = (now - timedelta(days=1)).date().isoformat()
    for name in ("stat:processed", "stat:failed"):
        ttls = [redis_backend.admin.ttl(day) for day in (today(name), f"{name}:{yesterday}")]
        assert FIVE_YEARS_S - 60 <= max(ttls) <= FIVE_YEARS_S
        assert redis_backend.admin.ttl(name) == -1


def test_a_beat_that_counts_nothing_makes_no_counters(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()

    process.transport.beat(IDLE)

    assert list(redis_backend.admin.scan_iter("stat:*")) == []


def test_a_supervisors_counts_are_added_at_once(redis_backend: RedisBackend) -> None:
    supervisor = redis_backend.build()

    supervisor.transport.count(Counts(3, 1))

    names = ["stat:processed", "stat:failed", today("stat:processed"), today("stat:failed")]
    assert numbers(redis_backend, *names) == [3, 1, 3, 1]
    assert redis_backend.admin.ttl(names[2]) > FIVE_YEARS_S - 60
    assert redis_backend.admin.smembers("processes") == set()


def test_a_supervisors_failures_are_added_by_class(redis_backend: RedisBackend) -> None:
    supervisor = redis_backend.build(metrics="7")

    supervisor.transport.count(Counts(2, 2), [Tallied("A", 2, 2, 0, ())])

    (minute,) = redis_backend.admin.scan_iter("j|*")
    assert redis_backend.admin.hgetall(minute) == {b"A|p": b"2", b"A|f": b"2"}


def test_an_unanswered_flush_that_is_repeated_counts_once(
    redis_backend: RedisBackend, proxy: Proxy
) -> None:
    process = redis_backend.start(url=f"redis://127.0.0.1:{proxy.port}/0")
    process.transport.beat(IDLE)
    proxy.lose_reply()

    with pytest.raises(TransportDown):
        process.transport.beat(counts(7, 2))
    assert numbers(redis_backend, "stat:processed") == [7]
    process.transport.beat(counts(7, 2))
    process.transport.beat(counts(1, 0))

    assert numbers(redis_backend, "stat:processed", "stat:failed") == [8, 2]


def test_a_flush_that_was_never_written_counts_when_it_is_repeated(
    redis_backend: RedisBackend, proxy: Proxy
) -> None:
    process = redis_backend.start(url=f"redis://127.0.0.1:{proxy.port}/0")
    process.transport.beat(IDLE)
    proxy.cut()

    with pytest.raises(TransportDown):
        process.transport.beat(counts(7, 2))
    process.transport.beat(counts(7, 2))

    assert numbers(redis_backend, "stat:processed", "stat:failed") == [7, 2]


def test_a_flush_repeated_after_a_long_outage_counts_once(
    redis_backend: RedisBackend, proxy: Proxy
) -> None:
    process = redis_backend.start(url=f"redis://127.0.0.1:{proxy.port}/0")
    proxy.lose_reply()
    with pytest.raises(TransportDown):
        process.transport.beat(counts(7, 2))

    # After a minute without beats.
    redis_backend.admin.delete(process.identity)
    process.transport.beat(counts(7, 2))

    assert numbers(redis_backend, "stat:processed", "stat:failed") == [7, 2]


def test_a_flush_of_metrics_that_is_repeated_counts_once(
    redis_backend: RedisBackend, proxy: Proxy
) -> None:
    process = redis_backend.start(url=f"redis://127.0.0.1:{proxy.port}/0", metrics="7")
    flush = replace(IDLE, tally=[Tallied("A", 3, 1, 50, (2, *[0] * 25))])
    proxy.lose_reply()

    with pytest.raises(TransportDown):
        process.transport.beat(flush)
    process.transport.beat(flush)
    process.transport.beat(replace(IDLE, tally=[Tallied("A", 1, 1, 0, (0,) * 26)]))

    admin = redis_backend.admin
    minutes = [admin.hgetall(key) for key in admin.scan_iter("j|*")]
    sums = [sum(int(minute.get(field, 0)) for minute in minutes) for field in (b"A|p", b"A|f")]
    assert sums == [4, 2]
    assert all(0 < admin.ttl(key) <= 8 * 3600 for key in admin.scan_iter("*A-*"))
    (histogram,) = admin.scan_iter("A-*")
    assert admin.execute_command("BITFIELD", histogram, "GET", "u16", "#0") == [2]


def test_figures_that_cannot_be_written_do_not_end_the_heartbeat(
    redis_backend: RedisBackend,
) -> None:
    process = redis_backend.start(metrics="8")
    now = datetime.now(UTC)
    for minute in (now, now + timedelta(minutes=1)):
        redis_backend.admin.set(f"j|{minute:%y%m%d}|{minute.hour}:{minute:%M}", "not a hash")

    process.transport.beat(
        replace(IDLE, processed=3, tally=[Tallied("A", 3, 0, 50, (3, *[0] * 25))])
    )

    assert numbers(redis_backend, "stat:processed") == [3]

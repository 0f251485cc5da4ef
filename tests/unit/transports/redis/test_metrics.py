"""The keys of Sidekiq's metrics, as its versions have been seen to write them."""

from datetime import UTC, datetime

import pytest

from pyworker.runtime.tally import BUCKETS
from pyworker.transport import Tallied
from pyworker.transports.redis.connection import Command
from pyworker.transports.redis.metrics import commands

NOW = datetime(2026, 11, 22, 4, 7, 59, tzinfo=UTC)
DAY_S = 24 * 3600


def tallied(name: str, processed: int, failed: int, ms: int, **buckets: int) -> Tallied:
    histogram = tuple(buckets.get(f"b{number}", 0) for number in range(BUCKETS))
    return Tallied(name, processed, failed, ms, histogram)


OK = tallied("OkJob", 3, 1, 57, b0=1, b3=1)
BAD = tallied("Bad::Job", 2, 2, 0)


def counts(key: str) -> list[Command]:
    return [
        ("HINCRBY", key, "OkJob|p", 3),
        ("HINCRBY", key, "OkJob|f", 1),
        ("HINCRBY", key, "OkJob|ms", 57),
        ("HINCRBY", key, "Bad::Job|p", 2),
        ("HINCRBY", key, "Bad::Job|f", 2),
    ]


def buckets(key: str) -> list[Command]:
    increments = ("INCRBY", "u16", "#0", 1, "INCRBY", "u16", "#3", 1)
    return [("BITFIELD", key, "OVERFLOW", "SAT", *increments), ("EXPIRE", key, 8 * 3600)]


def test_sidekiq_7_pads_no_hour_and_no_minute() -> None:
    assert commands("7", [OK, BAD], NOW) == [
        *counts("j|20261122|4:7"),
        ("EXPIRE", "j|20261122|4:7", 8 * 3600),
        *buckets("OkJob-22-04:7"),
    ]


def test_sidekiq_8_pads_the_minute_and_keeps_ten_minutes_longer() -> None:
    assert commands("8", [OK, BAD], NOW) == [
        *counts("j|261122|4:07"),
        ("EXPIRE", "j|261122|4:07", 8 * 3600),
        *counts("j|261122|4:0"),
        ("EXPIRE", "j|261122|4:0", 3 * DAY_S),
        *buckets("h|OkJob-22-4:7"),
    ]


@pytest.mark.parametrize(
    ("version", "now", "keys"),
    [
        ("7", datetime(2026, 1, 2, 3, 4, tzinfo=UTC), {"j|20260102|3:4", "A-02-03:4"}),
        ("7", datetime(2026, 1, 2, 13, 45, tzinfo=UTC), {"j|20260102|13:45", "A-02-13:45"}),
        (
            "8",
            datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
            {"j|260102|3:04", "j|260102|3:0", "h|A-2-3:4"},
        ),
        (
            "8",
            datetime(2026, 1, 2, 0, 45, tzinfo=UTC),
            {"j|260102|0:45", "j|260102|0:4", "h|A-2-0:45"},
        ),
    ],
)
def test_the_keys_of_other_times(version: str, now: datetime, keys: set[str]) -> None:
    found = commands(version, [tallied("A", 1, 0, 5, b0=1)], now)

    assert {command[1] for command in found} == keys


@pytest.mark.parametrize(("version", "tally"), [("off", [OK]), ("7", []), ("8", [])])
def test_where_there_is_nothing_to_write_nothing_is(version: str, tally: list[Tallied]) -> None:
    assert commands(version, tally, NOW) == []

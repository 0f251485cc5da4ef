"""The figures behind the Metrics tab of Sidekiq's Web UI, by job class and minute. Pure.

Sidekiq 7 and 8 keep the same figures under different keys (sidekiq.md, 1.1): a process writes those
of one version. A flush counts for the minute in which it is written; all times are UTC.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pyworker.transport import Tallied
from pyworker.transports.redis.connection import Command

# What PYWORKER_METRICS may be.
VERSIONS = ("8", "7", "off")

MINUTE_TTL_S = 8 * 3600
ROLLUP_TTL_S = 3 * 24 * 3600


def commands(version: str, tally: Sequence[Tallied], now: datetime) -> list[Command]:
    """Return what adds a tally to the figures of ``now``, a time in UTC."""
    if version == "off" or not tally:
        return []
    hashes = _hashes_8(now) if version == "8" else _hashes_7(now)
    found: list[Command] = []
    for key, ttl_s in hashes:
        found += [
            ("HINCRBY", key, field, number) for each in tally for field, number in _fields(each)
        ]
        found.append(("EXPIRE", key, ttl_s))
    for each in tally:
        if any(each.histogram):
            key = (_histogram_8 if version == "8" else _histogram_7)(each.class_name, now)
            found += [
                ("BITFIELD", key, *_increments(each.histogram)),
                ("EXPIRE", key, MINUTE_TTL_S),
            ]
    return found


def _hashes_7(now: datetime) -> list[tuple[str, int]]:
    return [(f"j|{now:%Y%m%d}|{now.hour}:{now.minute}", MINUTE_TTL_S)]


def _hashes_8(now: datetime) -> list[tuple[str, int]]:
    minute = f"j|{now:%y%m%d}|{now.hour}:{now:%M}"
    # Ten minutes share what is left without the last digit.
    return [(minute, MINUTE_TTL_S), (minute[:-1], ROLLUP_TTL_S)]


def _histogram_7(class_name: str, now: datetime) -> str:
    return f"{class_name}-{now:%d-%H}:{now.minute}"


def _histogram_8(class_name: str, now: datetime) -> str:
    return f"h|{class_name}-{now.day}-{now.hour}:{now.minute}"


def _fields(tallied: Tallied) -> Iterator[tuple[str, int]]:
    for letter, number in (("p", tallied.processed), ("f", tallied.failed), ("ms", tallied.ms)):
        if number:
            yield f"{tallied.class_name}|{letter}", number


def _increments(histogram: Sequence[int]) -> Iterator[str | int]:
    """Add to counters of 16 bits, which stay at their highest rather than begin anew."""
    yield from ("OVERFLOW", "SAT")
    for bucket, number in enumerate(histogram):
        if number:
            yield from ("INCRBY", "u16", f"#{bucket}", number)

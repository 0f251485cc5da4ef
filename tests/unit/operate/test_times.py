"""Times and durations, read and written."""

import time
from datetime import UTC, datetime

import click
import pytest

from pyworker.operate.times import Duration, Moment, brief, relative

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("1.5m", 90), ("2h", 7200), ("1d", 86400), ("2w", 1209600)],
)
def test_a_duration_is_seconds_or_has_a_unit(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "h", "-5m", "5 minutes", "1y", "nan"])
def test_another_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"no duration; write 90 \(seconds\), 5m"):
        Duration().convert(text, None, None)


@pytest.mark.parametrize(("text", "offset"), [("-2h", -7200), ("+30m", 1800), ("-5", -5)])
def test_a_moment_may_be_told_from_now(text: str, offset: float) -> None:
    before = time.time()

    moment = Moment().convert(text, None, None)

    assert before + offset <= moment <= time.time() + offset


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1767225600", NEW_YEAR),
        ("1767225600.5", NEW_YEAR + 0.5),
        ("2026-01-01T00:00:00Z", NEW_YEAR),
        ("2026-01-01 01:00+01:00", NEW_YEAR),
        ("2026-01-01", datetime(2026, 1, 1).astimezone().timestamp()),
    ],
)
def test_a_moment_may_be_a_date_or_epoch_seconds(text: str, moment: float) -> None:
    assert Moment().convert(text, None, None) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "12", "+", "-x", "--5"])
def test_another_moment_is_refused_with_examples(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"no time; write -2h, \+30m"):
        Moment().convert(text, None, None)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0.0s"),
        (0.25, "0.2s"),
        (1, "1s"),
        (59.9, "59s"),
        (65, "1m 5s"),
        (3600, "1h"),
        (3605, "1h 5s"),
        (93784, "1d 2h"),
    ],
)
def test_a_duration_is_written_in_its_two_largest_units(seconds: float, text: str) -> None:
    assert brief(seconds) == text


def test_a_time_is_written_as_its_distance() -> None:
    assert relative(1060, 1000) == "in 1m"
    assert relative(940, 1000) == "1m ago"

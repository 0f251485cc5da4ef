"""Times and durations: as an operator writes them, and as one reads them."""

import math
import re
import time
from datetime import datetime
from typing import Any

import click

UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhdw]?)")


class Duration(click.ParamType[float]):
    """Seconds, or a number with a unit: ``90``, ``90s``, ``5m``, ``2h``, ``1d``, ``1w``."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, float):
            return value
        seconds = _seconds(str(value))
        if seconds is None:
            self.fail(f"{value!r} is no duration; write 90 (seconds), 5m, 2h or 1d", param, ctx)
        return seconds


class Moment(click.ParamType[float]):
    """Epoch seconds: from now (``-2h``, ``+30m``), as a date and time, or as such a number."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, float):
            return value
        text = str(value)
        found = _from_now(text) or _epoch(text) or _calendar(text)
        if found is None:
            self.fail(
                f"{value!r} is no time; write -2h, +30m, '2026-01-31 14:00' (local time unless it "
                "has an offset) or epoch seconds",
                param,
                ctx,
            )
        return found


def brief(seconds: float) -> str:
    """Write a duration in its two largest units: ``1m 5s``, ``3d 2h``."""
    if seconds < 1:
        return f"{max(0.0, seconds):.1f}s"
    left, parts = int(seconds), []
    for unit in ("d", "h", "m", "s"):
        count, left = divmod(left, UNITS_S[unit])
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts[:2])


def relative(at: float, now: float) -> str:
    """Write how far a time is: ``in 5m``, ``3h 2m ago``."""
    return f"in {brief(at - now)}" if at > now else f"{brief(now - at)} ago"


def clock(at: float) -> str:
    """Write a time of day, local."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")


def _seconds(text: str) -> float | None:
    found = _DURATION.fullmatch(text)
    return float(found[1]) * UNITS_S[found[2] or "s"] if found else None


def _from_now(text: str) -> float | None:
    sign, seconds = text[:1], _seconds(text[1:])
    if sign not in ("+", "-") or seconds is None:
        return None
    return time.time() + math.copysign(seconds, -1 if sign == "-" else 1)


def _epoch(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{9,11}(\.\d+)?", text) else None


def _calendar(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).astimezone().timestamp()
    except ValueError:
        return None

"""What was done of each job class, in numbers: children tell them, their supervisor adds up."""

from collections.abc import Mapping

import msgspec

from pyworker.runtime.tally import BUCKETS, Totals

# Jobs, failed ones among them; seconds of the others, and how many of those in each bucket.
Numbers = list[float]
ByClass = dict[str, Numbers]
LENGTH = 3 + BUCKETS

_decode = msgspec.json.Decoder(ByClass).decode


def encode(totals: Mapping[str, Totals]) -> bytes:
    """Write what a tally holds."""
    return msgspec.json.encode(
        {
            name: [each.count, each.failed, each.seconds, *each.histogram]
            for name, each in totals.items()
        }
    )


def decode(text: bytes) -> ByClass:
    """Read what ``encode`` wrote; nothing where that was by another version."""
    try:
        found = _decode(text or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return {name: numbers for name, numbers in found.items() if len(numbers) == LENGTH}


def add(total: ByClass, more: Mapping[str, Numbers]) -> None:
    """Add ``more`` to ``total``."""
    for name, numbers in more.items():
        known = total.get(name)
        total[name] = (
            [old + new for old, new in zip(known, numbers, strict=True)] if known else [*numbers]
        )

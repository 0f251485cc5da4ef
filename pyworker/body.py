"""Reading a body that the fast parser refuses: NaN, lone surrogates, invalid UTF-8.

Ruby writes and reads such JSON. Each value is found with the bytes that it stands in, so that a
body that is edited keeps all others as they were.
"""

import json
import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple


def _any_int(text: str) -> float:
    # Python refuses to read more than 4300 digits; where bytes alone matter, it need not read them.
    return math.nan


_read = json.JSONDecoder().raw_decode
_measure = json.JSONDecoder(parse_int=_any_int).raw_decode
Decode = Callable[[str, int], tuple[Any, int]]

_white = re.compile(r"[ \t\r\n]*")


class Member(NamedTuple):
    """A top-level key, the bytes that it and its value stand in, and the value."""

    name: str
    raw_name: bytes
    raw: bytes
    value: Any


def members(body: bytes, values: bool = True) -> list[Member]:
    """List what the object in ``body`` holds, in order.

    Without ``values`` their bytes alone are right, and any number will do.

    Raises:
        ValueError: it is no JSON, or no object; says where.
    """
    # Bytes that are no UTF-8 become surrogates here, and the same bytes again in ``raw``.
    text = body.decode("utf-8", "surrogateescape")
    try:
        return _members(text, _read if values else _measure)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def sendable(value: Any) -> Any:
    """Replace in a text what cannot be encoded: lone surrogates."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _members(text: str, decode: Decode) -> list[Member]:
    found = []
    at = _expect(text, _skip(text, 0), "{")
    more = text[at : at + 1] != "}"
    while more:
        begin = at
        name, at = decode(text, at)
        raw_name = _bytes(text[begin:at])
        if not isinstance(name, str):
            # Not a TypeError: it is the text that is wrong.
            raise ValueError(f"expected a key at character {at}")  # noqa: TRY004
        start = _expect(text, _skip(text, at), ":")
        value, at = decode(text, start)
        found.append(Member(sendable(name), raw_name, _bytes(text[start:at]), value))
        at = _skip(text, at)
        more = text[at : at + 1] == ","
        at = _expect(text, at, ",") if more else at
    at = _expect(text, at, "}")
    if at != len(text):
        raise ValueError(f"there is more after its end, at character {at}")
    return found


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _expect(text: str, at: int, wanted: str) -> int:
    if text[at : at + 1] != wanted:
        raise ValueError(f"expected {wanted} at character {at}")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    white = _white.match(text, at)
    return white.end() if white else at

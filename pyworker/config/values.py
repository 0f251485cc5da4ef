"""Reading one value: from a text of the environment, or from what a YAML file holds.

Each reader returns the value, or raises ValueError that says what was expected. None means that
nothing is said.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from pyworker.config.settings import Metrics, Weights

Read = Callable[[Any], Any]

MOST_WEIGHT = 999
_SHOWN_CHARS = 60
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})


def shown(value: object) -> str:
    """Say what was found, whatever it is: a short value itself, anything else by its kind."""
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case str() | bool() | int() | float() if len(text := _repr(value)) <= _SHOWN_CHARS:
            return text
        case _:
            return f"a {type(value).__name__}"


def expected(what: str, value: object) -> ValueError:
    """Make the complaint about a value."""
    return ValueError(f"expected {what}, got {shown(value)}")


def text(value: Any) -> str:
    """Read any text; a number counts as one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise expected("a text", value)
    # Half a pair of surrogates: of an escape in the file, or of bytes in the environment.
    if str(value).encode("utf-8", "replace").decode() != str(value):
        raise expected("a text in UTF-8", value)
    return str(value)


def path(value: Any) -> str:
    """Read the path of a file or folder; ``~`` is the user's home."""
    if not isinstance(value, str) or not value or "\0" in value:
        raise expected("a path", value)
    return str(Path(os.path.expanduser(text(value))))


def number(least: float) -> Read:
    """Read a number."""

    def read(value: Any) -> float:
        try:
            found = float("nan" if isinstance(value, bool) else value)
        except (TypeError, ValueError, OverflowError):
            found = least - 1
        if not least <= found < float("inf"):
            raise expected(f"a number from {least:g}", value)
        return found

    return read


def whole(least: int = 1) -> Read:
    """Read a whole number."""

    def read(value: Any) -> int:
        digits = isinstance(value, str) and value.isascii() and value.isdigit()
        # Longer ones are refused by Python itself, in other words.
        if (type(value) is int or (digits and len(value) < 20)) and int(value) >= least:
            return int(value)
        raise expected(f"a whole number from {least}", value)

    return read


def size(value: Any) -> int:
    """Read a number of bytes with its unit: ``512M``, ``2G``, ``1.5GiB``."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)([KMG])(i?B)?", str(value).strip(), re.I | re.A)
    if not found or not float(found[1]):
        raise expected("a size such as 512M or 2G", value)
    return int(float(found[1]) * 1024 ** (" KMG".index(found[2].upper())))


def port(value: Any) -> int:
    """Read the number of a TCP port."""
    found = int(whole()(value))
    if found >= 1 << 16:
        raise expected("a port from 1 to 65535", value)
    return found


def choice(*choices: str) -> Read:
    """Read one of a few words."""

    def read(value: Any) -> str:
        found = value.lower() if isinstance(value, str) else value
        if found not in choices:
            raise expected(f"one of {', '.join(choices)}", found)
        return str(found)

    return read


def metrics(value: Any) -> str:
    """Read a version of Sidekiq, or ``off``, which YAML takes for false."""
    found: str = choice(*get_args(Metrics))("off" if value is False else text(value))
    return found


def yes_or_no(value: Any) -> bool:
    """Read true or false, as YAML has it or in a word of the environment."""
    word = str(value).lower()
    if word not in _YES | _NO:
        raise expected("true or false", value)
    return word in _YES


def flag_for(meant: str) -> Read:
    """Read true or false; true means the text ``meant``, and false says nothing."""

    def read(value: Any) -> str | None:
        if not isinstance(value, bool):
            raise expected("true or false", value)
        return meant if value else None

    return read


def texts(value: Any) -> tuple[str, ...] | None:
    """Read a list of texts, or one text with commas."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise expected("a list of texts", value)
    return tuple(name for part in parts if part is not None and (name := text(part).strip()))


def queue_names(value: str) -> Weights:
    """Read the names of WORKER_QUEUE: they have no weights."""
    names = texts(value)
    if not names:
        raise ValueError(f"expected a queue's name, or several: a,b; got {shown(value)}")
    return tuple((name, 0) for name in names)


def queue(value: Any) -> tuple[str, int]:
    """Read ``name``, ``name,weight`` or ``[name, weight]``."""
    match value:
        case [str() | int() as name, *rest] if not isinstance(name, bool) and len(rest) < 2:
            weight = rest[0] if rest else 0
        case str():
            name, comma, weight = value.partition(",")
            weight = weight.strip() if comma else 0
        case _:
            name, weight = text(value), 0
    # A symbol of Ruby's, where YAML knows none.
    name = str(name).strip().removeprefix(":")
    found = whole(0)(weight) if name else MOST_WEIGHT + 1
    if found > MOST_WEIGHT:
        raise expected(f"a name and a weight up to {MOST_WEIGHT}", value)
    return name, found


def queue_list(value: Any) -> Weights | None:
    """Read a file's list of queues; one queue may stand without a list."""
    entries = value if isinstance(value, list) else [value]
    try:
        return tuple(queue(entry) for entry in entries if entry is not None) or None
    except ValueError:
        wanted = f"names, name,weight or [name, weight] (weight 0 to {MOST_WEIGHT})"
        wrong = next(entry for entry in entries if not _is_queue(entry))
        raise expected(wanted, wrong) from None


def _is_queue(entry: Any) -> bool:
    try:
        return entry is None or bool(queue(entry))
    except ValueError:
        return False


def _repr(value: object) -> str:
    # Python refuses to write integers of thousands of digits.
    return repr(value) if not isinstance(value, int) or abs(value) < 10**60 else " " * 99

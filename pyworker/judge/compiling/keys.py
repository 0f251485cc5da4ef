"""The keys of a language's row, and what each may hold; ValueError says what was expected."""

import re
from collections.abc import Callable, Mapping
from typing import Any

NAME = re.compile(r"[a-z0-9][a-z0-9+#._-]{0,63}")
# A file of the box's working folder, or a pattern of such.
FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}")
PATTERN = re.compile(r"[A-Za-z0-9_*][A-Za-z0-9_.+*?-]{0,99}")
MOST_PROCESSES = 4096
# At the root of a box; nothing of the machine can be seen beneath them.
BOXES_OWN = ("", "box", "dev", "pch", "proc", "tmp")


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("expected a text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or any(not isinstance(each, str) for each in value):
        raise ValueError('expected a list of texts, as in ["a", "b"]')
    return tuple(_text(each) for each in value)


def _argv(value: Any) -> tuple[str, ...]:
    argv = _texts(value)
    if not argv or not argv[0] or (argv[0][0] not in "./" and "/" in argv[0]):
        raise ValueError('expected a program, by name, "/path" or "./file", and its arguments')
    return argv


def _matching(shape: re.Pattern[str], what: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError(f"{text!r} is no {what}")
        return text

    return check


_file = _matching(FILE, "name for a file in the working folder")
_pattern = _matching(PATTERN, "pattern for files in the working folder")
_name = _matching(NAME, "name: small letters, digits and + # . _ -")


def _table(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or any(not isinstance(each, str) for each in value.values()):
        raise ValueError('expected a table of texts, as in { KEY = "value" }')
    return {_text(key): _text(each) for key, each in value.items()}


def _number(least: float, most: float) -> Callable[[Any], float]:
    def check(value: Any) -> float:
        # A bool is an int, and NaN compares with nothing.
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not least <= value <= most:
            raise ValueError(f"expected a number from {least:g} to {most:g}")
        return float(value)

    return check


def _whole(least: int, most: int) -> Callable[[Any], int]:
    in_range = _number(least, most)

    def check(value: Any) -> int:
        if not in_range(value).is_integer():
            raise ValueError("expected a whole number")
        return int(value)

    return check


def _folders(value: Any) -> tuple[str, ...]:
    found = _texts(value)
    if any(not path.startswith("/") or ".." in path.split("/") for path in found):
        raise ValueError("expected paths from the root, without ..")
    for path in found:
        if path.split("/")[1] in BOXES_OWN:
            raise ValueError(f"{path}: a box has a folder of its own there; move it elsewhere")
    return found


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")  # noqa: TRY004  all that is wrong is a ValueError
    return value


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "file": lambda value: _file(_text(value)),
    "run": _argv,
    "version": _argv,
    "aliases": lambda value: tuple(_name(each) for each in _texts(value)),
    "extensions": _texts,
    "flags": _texts,
    "compile": _argv,
    "program": lambda value: tuple(_pattern(each) for each in _texts(value)),
    "check": _argv,
    "header": _text,
    "compile_header": _argv,
    "environment": _table,
    "compile_environment": _table,
    "time_factor": _number(0.01, 1000),
    "time_floor_s": _number(0, 3600),
    "memory_factor": _number(0.01, 1000),
    "memory_extra_bytes": _whole(0, 1 << 40),
    "reserved_bytes": _whole(0, 1 << 40),
    "memory_floor_bytes": _whole(0, 1 << 40),
    "processes": _whole(1, MOST_PROCESSES),
    "mounts": _folders,
    "hints": _table,
    "package": _text,
    "hello": _text,
    "offered": _yes_or_no,
}

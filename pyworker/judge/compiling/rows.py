"""Tables of languages as people write them: every key is checked, and all that is wrong is told."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from pyworker.errors import ConfigError
from pyworker.judge.compiling.keys import CHECKS, NAME
from pyworker.judge.compiling.language import Language

Row = dict[str, Any]

PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
PLACEHOLDERS = {
    "compile": {"{flags}", "{header}"},
    "compile_header": {"{flags}"},
    "run": {"{memory_mb}"},
}
REQUIRED = frozenset(
    each.name
    for each in fields(Language)
    if each.default is MISSING and each.default_factory is MISSING and each.name != "name"
)


def read(path: Path) -> dict[str, Row]:
    """Read a TOML file of rows by name; nothing in them is checked yet.

    Raises:
        ConfigError: it cannot be read, or is no table of tables.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise ConfigError([f"{path}: {said}; correct the file, or name another"]) from None
    odd = [name for name, row in found.items() if not isinstance(row, dict)]
    if odd:
        problem = "stands outside a language's table; put it below a line such as [python3]"
        raise ConfigError([f"{path}: {name}: {problem}" for name in odd])
    return found


def languages(rows: Mapping[str, Row], place: str) -> tuple[Language, ...]:
    """Make languages of rows.

    Args:
        rows: by name, in the order in which they are shown.
        place: where they were written, for complaints.

    Raises:
        ConfigError: names every wrong key of every row.
    """
    problems = [
        f"{place}: [{name}] {problem}"
        for name, row in rows.items()
        for problem in _wrong(name, row)
    ]
    problems += [f"{place}: {problem}" for problem in _claimed_twice(rows)]
    if problems:
        raise ConfigError(problems)
    return tuple(
        Language(name=name, **{key: CHECKS[key](value) for key, value in row.items()})
        for name, row in rows.items()
    )


def _wrong(name: str, row: Row) -> Iterator[str]:
    if not NAME.fullmatch(name):
        yield "is no name: small letters, digits and + # . _ - , as in c++17"
    for key in REQUIRED - row.keys():
        yield f"{key} is missing"
    for key, value in row.items():
        if key not in CHECKS:
            yield f"{key}: no such key; there are {', '.join(CHECKS)}"
            continue
        try:
            CHECKS[key](value)
        except ValueError as error:
            yield f"{key}: {error}"
        else:
            yield from _wrong_placeholders(key, value)
    yield from _wrong_together(row)


def _wrong_placeholders(key: str, value: Any) -> Iterator[str]:
    known = PLACEHOLDERS.get(key)
    if known is None:
        return
    for found in sorted(set(PLACEHOLDER.findall(" ".join(value))) - known):
        yield f"{key}: {found} means nothing here; there is {' '.join(sorted(known))}"


def _wrong_together(row: Row) -> Iterator[str]:
    for key, other in (
        ("compile", "program"),
        ("program", "compile"),
        ("header", "compile_header"),
        ("compile_header", "header"),
    ):
        if row.get(key) and not row.get(other):
            yield f"{key} needs {other} as well"
    if row.get("compile") and row.get("check"):
        yield "check is for languages that are not compiled; leave it out"


def _claimed_twice(rows: Mapping[str, Row]) -> Iterator[str]:
    owners: dict[str, str] = {name: name for name in rows}
    for name, row in rows.items():
        aliases = row.get("aliases", ())
        for alias in aliases if isinstance(aliases, list) else ():
            owner = owners.setdefault(str(alias), name)
            if owner != name:
                yield f"[{name}] aliases: {alias} is {owner} already; take it from one of them"

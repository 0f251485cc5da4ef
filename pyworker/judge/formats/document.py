"""A YAML file of a problem: its values are taken one by one, each fault is noted, none is raised.

What nobody took is a fault as well: a key with a slip of the pen must not change how is judged.
"""

from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml

from pyworker.config.values import shown
from pyworker.judge.formats.files import unfit

T = TypeVar("T")
D = TypeVar("D")

MOST_BYTES = 1 << 18

# What PyYAML raises for texts that are no YAML, or that YAML has no value for: 2025-13-41 is one.
_FAULTS = (
    yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError,
    RecursionError,
)  # fmt: skip


class _Loader(yaml.SafeLoader):
    """Refuses a key that is given twice: the first one would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and (key.tag, key.value) in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value!r} is given twice", problem_mark=key.start_mark
                )
            seen.add((key.tag, str(key.value)))
        return super().construct_mapping(node, deep)


class Document:
    """The values of a mapping by key; ``name`` says in faults where it is."""

    def __init__(self, name: str, values: object, faults: list[str]) -> None:
        self.name = name
        self.faults = faults
        self._values: dict[str, Any] = {}
        if isinstance(values, dict):
            self._values = {str(key): value for key, value in values.items()}
        elif values is not None:
            faults.append(f"{name}: expected keys with values, got {shown(values)}")

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def fault(self, text: str) -> None:
        """Note what is wrong here."""
        self.faults.append(f"{self.name}: {text}")

    def left(self) -> list[str]:
        """Return the keys that were not taken yet."""
        return list(self._values)

    def take(self, key: str, read: Callable[[Any], T], default: D) -> T | D:
        """Return a key's value; ``default`` where there is none, or a wrong one.

        Args:
            key: its value counts as taken.
            read: makes the value, or raises ValueError that says what was expected.
            default: the value where nothing is said.
        """
        value = self._values.pop(key, None)
        if value is None:
            return default
        try:
            return read(value)
        except ValueError as error:
            self.fault(f"{key}: {error}")
            return default

    def section(self, key: str) -> "Document":
        """Return the mapping below a key; an empty one where there is none."""
        return Document(f"{self.name}: {key}", self._values.pop(key, None), self.faults)

    def ignore(self, keys: Iterable[str]) -> None:
        """Take keys that mean nothing to a judge."""
        for key in keys:
            self._values.pop(key, None)

    def finish(self) -> None:
        """Note every key that was not taken."""
        for key in self._values:
            self.fault(f"{shown(key)} is no key here; correct its name, or delete it")


def load(root: Path, path: Path, faults: list[str]) -> Document:
    """Read a file below ``root``; what is no mapping gives an empty one and a fault."""
    name = str(path.relative_to(root))
    told = unfit(root, path)
    faults += told
    values = None
    if not told:
        try:
            with path.open("rb") as file:
                values = _parsed(file.read(MOST_BYTES + 1))
        except _FAULTS as error:
            faults.append(f"{name}{_described(error)}")
    return Document(name, values, faults)


def _parsed(content: bytes) -> object:
    if len(content) > MOST_BYTES:
        raise ValueError(f"longer than {MOST_BYTES} bytes")
    return yaml.load(content.decode(), _Loader)  # noqa: S506 - a SafeLoader


def _described(error: Exception) -> str:
    """Say where and why a text is no YAML."""
    if isinstance(error, RecursionError):
        return ": is nested too deeply"
    mark = getattr(error, "problem_mark", None)
    told = getattr(error, "problem", None) or getattr(error, "reason", None) or error
    return f"{f':{mark.line + 1}' if mark else ''}: is no YAML: {told}"

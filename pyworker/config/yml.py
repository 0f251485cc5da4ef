"""Reading ``sidekiq.yml`` as Rails teams have it: ERB, symbols as keys, sections by environment.

Source: sidekiq 6.4.1 to 8.1.7, lib/sidekiq/cli.rb: what the environment's section says replaces
what the top of the file says, key by key.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from pyworker.config import erb
from pyworker.errors import ConfigError

ENVIRONMENTS = frozenset({"development", "test", "staging", "production"})
# Capsules hold capsules' names, these hold keys, those hold lists of pairs.
MOST_LEVELS = 4
# What cannot follow the colon of a symbol.
_NO_NAME = "\0 \t\r\n\x85\u2028\u2029,[]{}"
# What PyYAML raises for texts that are no YAML, or that YAML has no value for.
_FAULTS = (
    yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError,
    RecursionError,
)  # fmt: skip


class Loader(yaml.SafeLoader):
    """Knows Ruby's symbols within brackets and braces, too: ``[:critical, 2]``."""

    def check_value(self) -> bool:
        return bool(super().check_value()) and not self._at_symbol()

    def check_plain(self) -> bool:
        return bool(super().check_plain()) or self._at_symbol()

    def _at_symbol(self) -> bool:
        # Behind a quoted key a colon needs no space after it; then a key is possible here.
        return bool(
            self.flow_level
            and self.flow_level not in self.possible_simple_keys
            and self.peek() == ":"
            and self.peek(1) not in _NO_NAME
        )


class Entry(NamedTuple):
    """A key's value, and the line of the key."""

    value: Any
    line: int


class Place(NamedTuple):
    """The same before the value is made."""

    node: yaml.Node
    line: int


@dataclass(slots=True)
class File:
    """What a file says in one environment, by keys without colons."""

    path: str
    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read(path: Path, environment: str, values: Mapping[str, str], known: Collection[str]) -> File:
    """Read a file.

    Args:
        path: it is named in warnings and problems as it is here.
        environment: the section that counts.
        values: the variables that ERB may ask for.
        known: keys that mean something.

    Raises:
        ConfigError: it cannot be read, or is no YAML.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError([f"{path}: no such file"]) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: expected UTF-8, got other bytes at {error.start}"]) from None
    return parse(source, str(path), environment, values, known)


def parse(
    source: str, path: str, environment: str, values: Mapping[str, str], known: Collection[str]
) -> File:
    """Read a file's text; see ``read``."""
    file = File(path)

    def warn(line: int, tag: str) -> None:
        left = "what it would write is not set" if tag.startswith("<%=") else "its lines all count"
        file.warnings.append(f"{path}:{line}: {tag} is ignored, Ruby is not run here: {left}")

    expanded = erb.expand(source, values, warn)
    try:
        loader = Loader(expanded)
        places = _chosen(loader, _top(loader, path), environment, known)
    except _FAULTS as error:
        raise ConfigError([f"{path}{_described(error)}"]) from None
    for name, place in places.items():
        if name in known:
            _make(loader, file, name, place)
        else:
            file.warnings.append(
                f"{path}:{place.line}: {name} means nothing to pyworker, and is ignored"
            )
    return file


def _top(loader: Loader, path: str) -> dict[str, Place]:
    """Return the keys of the first document."""
    node = loader.get_node() if loader.check_node() else None
    if isinstance(node, yaml.MappingNode):
        return _places(loader, node)
    if node is None or node.value in ("", erb.UNKNOWN):
        return {}
    raise ConfigError([f"{path}: expected keys with values, as `concurrency: 5`"])


def _places(loader: Loader, node: yaml.MappingNode) -> dict[str, Place]:
    loader.flatten_mapping(node)
    return {
        key.value.removeprefix(":"): Place(value, key.start_mark.line + 1)
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode) and erb.UNKNOWN not in key.value
    }


def _chosen(
    loader: Loader, top: dict[str, Place], environment: str, known: Collection[str]
) -> dict[str, Place]:
    """Put the environment's section over the top of the file, and leave out all other sections."""
    chosen, section = {}, {}
    for name, place in top.items():
        keys = None
        if name not in known and isinstance(place.node, yaml.MappingNode):
            keys = _places(loader, place.node)
        if name == environment and name not in known:
            section = keys or {}
        elif keys is None or not (name in ENVIRONMENTS or keys.keys() & known):
            chosen[name] = place
    return chosen | section


def _make(loader: Loader, file: File, name: str, place: Place) -> None:
    try:
        value = _plain(loader.construct_object(place.node, deep=True))
    except _FAULTS as error:
        file.problems.append(f"{file.path}:{place.line}: {name}: {_fault(error)}")
    else:
        if value is not None:
            file.entries[name] = Entry(value, place.line)


def _plain(value: Any, levels: int = MOST_LEVELS) -> Any:
    """Take the colons off keys; what ERB left unknown is not given, as is what is empty."""
    match value:
        case str():
            return None if not value or erb.UNKNOWN in value else value
        case dict() if levels:
            return {
                str(key).removeprefix(":"): _plain(part, levels - 1) for key, part in value.items()
            }
        case list() if levels:
            return [_plain(part, levels - 1) for part in value]
        case _:
            return value


def _described(error: Exception) -> str:
    """Say where and why a text is no YAML."""
    mark = getattr(error, "problem_mark", None)
    return f"{f':{mark.line + 1}' if mark else ''}: is no YAML: {_fault(error)}"


def _fault(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    told = getattr(error, "problem", None) or getattr(error, "reason", None)
    return str(told or "a value cannot be read")

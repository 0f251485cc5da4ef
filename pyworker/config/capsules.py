"""The file's capsules: threads that serve queues of their own, beside the default ones."""

from dataclasses import dataclass, field
from typing import Any

from pyworker.config.settings import CapsuleSettings
from pyworker.config.values import Read, queue_list, shown, whole
from pyworker.config.yml import Entry, File

KEY = "capsules"
NOTHING = Entry({}, 0)
_READERS: dict[str, Read] = {"queues": queue_list, "concurrency": whole()}


@dataclass(slots=True)
class Capsules:
    """What the file says of capsules, and what is wrong with it."""

    extra: tuple[CapsuleSettings, ...] = ()
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def lift_default(file: File) -> None:
    """Let a capsule named default say what the top of the file says; so does Sidekiq."""
    entry = file.entries.get(KEY, NOTHING)
    own = entry.value.get("default") if isinstance(entry.value, dict) else None
    if isinstance(own, dict):
        said = {key: own[key] for key in _READERS if own.get(key) is not None}
        file.entries |= {key: Entry(value, entry.line) for key, value in said.items()}


def capsules(file: File, concurrency: int) -> Capsules:
    """Read all capsules but the default one; ``concurrency`` is for those that do not say it."""
    found = Capsules()
    entry = file.entries.get(KEY, NOTHING)
    place = f"{file.path}:{entry.line}: {KEY}"
    if not isinstance(entry.value, dict):
        found.problems.append(f"{place}: expected names of capsules, got {shown(entry.value)}")
        return found
    named = entry.value.items()
    read = [_capsule(found, f"{place}.{name}", name, own, concurrency) for name, own in named]
    found.extra = tuple(capsule for capsule in read if capsule and capsule.name != "default")
    return found


def _capsule(
    found: Capsules, place: str, name: str, value: Any, concurrency: int
) -> CapsuleSettings | None:
    if not isinstance(value, dict):
        found.problems.append(f"{place}: expected queues and concurrency, got {shown(value)}")
        return None
    for key in value.keys() - _READERS.keys():
        found.warnings.append(f"{place}.{key} means nothing to pyworker, and is ignored")
    fields: dict[str, Any] = {"queues": None, "concurrency": concurrency}
    for key, read in _READERS.items():
        try:
            if value.get(key) is not None:
                fields[key] = read(value[key])
        except ValueError as error:
            found.problems.append(f"{place}.{key}: {error}")
            return None
    if not fields["queues"]:
        if name != "default":
            found.problems.append(f"{place}.queues: expected names of queues, got none")
        return None
    return CapsuleSettings(name, **fields)

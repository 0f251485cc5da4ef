"""``problem.yaml``: what of it matters to a judge, in both versions of the format.

Unknown keys are faults, as the format wants; keys for people and for other programs pass.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pyworker.config.values import expected, number, text, whole
from pyworker.judge.formats import groups
from pyworker.judge.formats.document import Document
from pyworker.judge.problem import MIB, ProblemLimits

LEGACY = ("legacy", "legacy-icpc")
NEW = "2025-09"

# A tebibyte, a day: what is beyond is a slip, and more than a kernel takes.
MOST_MIB = 1 << 20
MOST_SECONDS = 86400.0
LEAST_SECONDS = 0.001

_FOR_PEOPLE = (
    "name", "uuid", "source", "license", "rights_owner", "keywords",
)  # fmt: skip
_FOR_PEOPLE_LEGACY = (*_FOR_PEOPLE, "author", "source_url")
_FOR_PEOPLE_NEW = (
    *_FOR_PEOPLE, "version", "credits", "embargo_until", "languages", "allow_file_writing",
)  # fmt: skip
_OTHER_LIMITS = (
    "code", "validation_time", "validation_memory", "validation_output", "validation_passes",
)  # fmt: skip
# The second is the legacy name: it cannot have been meant to do nothing.
_VALIDATORS = ("output_validator", "output_validators")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What ``problem.yaml`` says.

    Attributes:
        version: 'legacy', '2025-09', or '' where it is not known.
        limits: without a time limit, the time is ``ProblemLimits.time_s``.
        timed: a time limit is given.
        validator_flags: arguments of the default output validator.
        custom: the thing that has output checked by a program of the package; '' for none.
    """

    version: str
    limits: ProblemLimits
    timed: bool = False
    validator_flags: tuple[str, ...] = ()
    custom: str = ""


def read(document: Document, root: Path) -> Metadata:
    """Read a package's metadata; what cannot be judged is a fault of the document."""
    version = document.take("problem_format_version", text, "legacy")
    if version in LEGACY:
        metadata = _legacy(document)
    elif version == NEW:
        metadata = _new(document, root)
    else:
        document.fault(
            f"problem_format_version: {version[:40]!r} is not known; "
            f"known are {', '.join((*LEGACY, NEW))}"
        )
        return Metadata("", ProblemLimits())
    document.finish()
    return metadata


def _legacy(document: Document) -> Metadata:
    _refuse_types(document, document.take("type", _types, ()))
    section = document.section("limits")
    for key in ("time_multiplier", "time_safety_margin"):
        section.take(key, number(LEAST_SECONDS), 1.0)
    limits = _limits(section)
    how, *kinds = document.take("validation", _validation, ("default",))
    for kind in kinds:
        document.fault(f"validation: {kind} problems are not supported")
    flags = document.take("validator_flags", groups.words, ())
    document.ignore((*_FOR_PEOPLE_LEGACY, "grading"))
    return Metadata(
        "legacy",
        limits,
        validator_flags=flags,
        custom="problem.yaml: validation: custom" if how == "custom" else "",
    )


def _new(document: Document, root: Path) -> Metadata:
    _refuse_types(document, document.take("type", _types, ()))
    section = document.section("limits")
    multipliers = section.section("time_multipliers")
    for key in ("ac_to_time_limit", "time_limit_to_tle"):
        multipliers.take(key, number(1), 1.0)
    multipliers.finish()
    section.take("time_resolution", seconds, 1.0)
    time_s = section.take("time_limit", seconds, 0.0)
    limits = _limits(section)
    if document.take("constants", _mapping, {}):
        document.fault("constants: are not supported; write their values where they are used")
    document.ignore(_FOR_PEOPLE_NEW)
    if (root / "static_validator").exists():
        document.faults.append("static_validator: is not supported; submissions are only run")
    return Metadata(
        NEW,
        replace(limits, time_s=time_s) if time_s else limits,
        timed=bool(time_s),
        custom=next((name for name in _VALIDATORS if (root / name).exists()), ""),
    )


def _limits(document: Document) -> ProblemLimits:
    limits = limits_of_both(document, ProblemLimits())
    for key in _OTHER_LIMITS:
        document.take(key, number(LEAST_SECONDS), 1.0)
    document.finish()
    return limits


def limits_of_both(document: Document, silent: ProblemLimits) -> ProblemLimits:
    """Take the limits that both versions of the format have; ``silent`` has what is not said."""
    return replace(
        silent,
        memory_bytes=document.take("memory", mebibytes, silent.memory_bytes),
        output_bytes=document.take("output", mebibytes, silent.output_bytes),
        compile_time_s=document.take("compilation_time", seconds, silent.compile_time_s),
        compile_memory_bytes=document.take(
            "compilation_memory", mebibytes, silent.compile_memory_bytes
        ),
    )


def seconds(value: Any) -> float:
    """Read a time in seconds."""
    found: float = number(LEAST_SECONDS)(value)
    if found > MOST_SECONDS:
        raise expected(f"a number up to {MOST_SECONDS:g}", value)
    return found


def mebibytes(value: Any) -> int:
    """Read a whole number of MiB; returns bytes."""
    found: int = whole()(value)
    if found > MOST_MIB:
        raise expected(f"a whole number up to {MOST_MIB}", value)
    return found * MIB


def _types(value: Any) -> tuple[str, ...]:
    return tuple(text(part) for part in (value if isinstance(value, list) else [value]))


def _refuse_types(document: Document, types: tuple[str, ...]) -> None:
    for kind in types:
        if kind != "pass-fail":
            document.fault(
                f"type: {kind[:40]!r} is not supported; only pass-fail problems are judged, "
                "and points of cases are given in pyworker.yaml"
            )


def _validation(value: Any) -> tuple[str, ...]:
    words = groups.words(value)
    if not words or words[0] not in ("default", "custom"):
        raise expected("default or custom", value)
    return words


def _mapping(value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise expected("names with values", value)
    return value

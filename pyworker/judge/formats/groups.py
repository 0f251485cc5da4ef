"""What folders of test data say of the cases in them: ``testdata.yaml``, ``test_group.yaml``.

Legacy: the file of the nearest folder upwards that has one holds, whole. 2025-09: a case's own file
and its group's hold key by key, and what they leave open is the folder's above.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pyworker.config.values import choice, expected, yes_or_no
from pyworker.judge.formats.document import Document, load
from pyworker.judge.formats.files import Folder

LEGACY_FILE = "testdata.yaml"
FILE_2025 = "test_group.yaml"

_NOT_HERE = "is not supported: only pass-fail problems are judged"
_LEGACY_SCORES = ("accept_score", "reject_score", "range")
_SCORES_2025 = ("max_score", "score_aggregation", "require_pass")
_STATIC = ("static_validation_score", "static_validator_args")
_NOT_JUDGED_BY = ("input_validator_args", "input_visualizer_args", "output_visualizer_args")
# Of a score, which pass-fail problems do not have; or of a verdict that ours is already.
_GRADER_FLAGS = frozenset({"sum", "avg", "min", "max", "first_error", "worst_error"})


@dataclass(frozen=True, slots=True)
class Group:
    """How the cases of a folder are judged.

    Attributes:
        arguments: of the default output validator.
        shown: a case's input, output and answer are shown to who fails it.
        goes_on: cases behind the first that fails are judged, too.
    """

    arguments: tuple[str, ...] = ()
    shown: bool = False
    goes_on: bool = False


ReadGroup = Callable[[Path, Folder, Group, list[str]], Group]


def unread(root: Path, folder: Folder, above: Group, faults: list[str]) -> Group:
    """Pass a folder's file over, where the package's version is not known."""
    return above


def legacy(flags: tuple[str, ...]) -> ReadGroup:
    """Return the reader of ``testdata.yaml``; ``flags`` are ``validator_flags`` of the problem."""

    def read(root: Path, folder: Folder, above: Group, faults: list[str]) -> Group:
        if FILE_2025 in folder.files:
            _misnamed(folder, FILE_2025, LEGACY_FILE, faults)
        if LEGACY_FILE not in folder.files:
            return above
        document = load(root, folder.files[LEGACY_FILE], faults)
        return _legacy(document, replace(above, arguments=flags))

    return read


def _legacy(document: Document, base: Group) -> Group:
    on_reject = document.take("on_reject", choice("break", "continue"), "break")
    grading = document.take("grading", choice("default", "custom"), "default")
    if grading == "custom":
        document.fault("grading: custom is not supported; graders are not run")
    flags = document.take("grader_flags", words, ())
    for flag in sorted(set(flags) - _GRADER_FLAGS):
        document.fault(f"grader_flags: {flag} is not supported: all cases must be accepted")
    _refuse(document, _LEGACY_SCORES, _NOT_HERE)
    arguments = document.take("output_validator_flags", words, ())
    document.ignore(["input_validator_flags"])
    document.finish()
    return replace(base, arguments=base.arguments + arguments, goes_on=on_reject == "continue")


def group_2025(root: Path, folder: Folder, above: Group, faults: list[str]) -> Group:
    """Read ``test_group.yaml`` of a folder."""
    if LEGACY_FILE in folder.files:
        _misnamed(folder, LEGACY_FILE, FILE_2025, faults)
    if FILE_2025 not in folder.files:
        return above
    document = load(root, folder.files[FILE_2025], faults)
    _refuse(document, _SCORES_2025, _NOT_HERE)
    _refuse(document, _STATIC, "is not supported; static validators are not run")
    return _of_cases(document, above)


def case_2025(document: Document, group: Group) -> Group:
    """Read the file of one case, as ``01.yaml``."""
    document.ignore(["hint", "description"])
    return _of_cases(document, group)


def _of_cases(document: Document, above: Group) -> Group:
    if document.take("args", texts, ()):
        document.fault("args: arguments for submissions are not supported; use the input")
    arguments = document.take("output_validator_args", texts, above.arguments)
    shown = document.take("full_feedback", yes_or_no, above.shown)
    document.ignore(_NOT_JUDGED_BY)
    document.finish()
    return replace(above, arguments=arguments, shown=shown)


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of arguments; a number counts as its text."""
    if not isinstance(value, list):
        raise expected("a list, as [float_tolerance, 1e-6]", value)
    for part in value:
        if isinstance(part, bool) or not isinstance(part, str | int | float):
            raise expected("a list of texts", part)
    return tuple(str(part) for part in value)


def words(value: Any) -> tuple[str, ...]:
    """Read arguments in one text, with white space between."""
    if not isinstance(value, str):
        raise expected("a text for the default validator, as 'float_tolerance 1e-6'", value)
    return tuple(value.split())


def _refuse(document: Document, keys: tuple[str, ...], why: str) -> None:
    for key in keys:
        if key in document:
            document.fault(f"{key} {why}")
    document.ignore(keys)


def _misnamed(folder: Folder, name: str, right: str, faults: list[str]) -> None:
    faults.append(f"{folder.name}/{name}: not of this version of the format; name it {right}")

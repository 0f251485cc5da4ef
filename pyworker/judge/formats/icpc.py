"""A problem package as Kattis, ICPC and DOMjudge have it: a folder with ``problem.yaml``.

Source: https://www.kattis.com/problem-package-format/spec, versions legacy, legacy-icpc (a subset
of it) and 2025-09. What is judged is pass-fail with the default output validator. Anything else
that would change a verdict is a fault that names it: no package is judged by half its rules.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pyworker.judge.formats import files, groups, metadata, own, timing, validator
from pyworker.judge.formats.data import Found, PackageData
from pyworker.judge.formats.document import load
from pyworker.judge.formats.errors import BrokenPackage
from pyworker.judge.formats.groups import Group, ReadGroup
from pyworker.judge.formats.metadata import Metadata
from pyworker.judge.formats.own import Own
from pyworker.judge.problem import CheckerChoice, Problem

FILE = "problem.yaml"


def read(path: Path) -> Problem:
    """Read a package; the problem's name is the folder's.

    Raises:
        BrokenPackage: with all that is wrong in it.
    """
    root = path.resolve()
    faults = list(files.bad_links(root))
    found = metadata.read(load(root, root / FILE, faults), root)
    limits = found.limits
    if not found.timed:
        limits = replace(limits, time_s=timing.read(root, limits.time_s, faults))
    said = own.read(root, limits, faults)
    if (root / "include").exists():
        faults.append("include: files to be added to submissions are not supported")
    base = Group(found.validator_flags)
    data = PackageData(root, base, _reader(found), found.version == metadata.NEW, faults).cases()
    problem = Problem(
        root.name,
        own.with_points([each.case for each in data], said, faults),
        limits,
        said.by_language,
        said.checker or _checker(found, data, faults),
        _stops_at_first(found, data, said),
        said.in_order,
    )
    if faults:
        raise BrokenPackage(path, faults)
    return problem


def _reader(found: Metadata) -> ReadGroup:
    if found.version == metadata.NEW:
        return groups.group_2025
    return groups.legacy(found.validator_flags) if found.version else groups.unread


def _stops_at_first(found: Metadata, data: Sequence[Found], said: Own) -> bool:
    if said.stop_at_first is not None:
        return said.stop_at_first
    # Only the legacy format has a rule: on_reject is break unless a folder's file says otherwise.
    return found.version == "legacy" and not any(each.group.goes_on for each in data)


def _checker(found: Metadata, data: Sequence[Found], faults: list[str]) -> CheckerChoice:
    """Return the checker that all cases ask for; faults where they differ, or have no such one."""
    if found.custom:
        faults.append(
            f"{found.custom}: custom output validators are not supported; "
            f"where a built-in checker does the same, name it in {own.FILE}: checker"
        )
        return CheckerChoice()
    chosen: dict[tuple[str, ...], str] = {}
    for each in data:
        chosen.setdefault(each.group.arguments, each.case.name)
    checkers: list[CheckerChoice] = []
    for arguments, name in chosen.items():
        try:
            checkers.append(validator.checker(arguments))
        except ValueError as error:
            faults.append(f"arguments of the output validator for {name}: {error}")
    if any(checker != checkers[0] for checker in checkers):
        faults.append(
            "arguments of the output validator differ between "
            f"{' and '.join(chosen.values())}; give all cases the same"
        )
    return checkers[0] if checkers else CheckerChoice()

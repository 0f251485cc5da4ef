"""The test cases of a package: each ``.in`` with its ``.ans``, in the order of the format.

Samples first, then by name, folder by folder: ``secret/02`` stands before ``secret/group1/01``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyworker.judge.formats import files, groups
from pyworker.judge.formats.document import load
from pyworker.judge.formats.files import Folder
from pyworker.judge.formats.groups import Group, ReadGroup
from pyworker.judge.problem import Case


@dataclass(frozen=True, slots=True)
class Found:
    """A case and what the folders that it is in say of it."""

    case: Case
    group: Group


class PackageData:
    """What is below ``data`` of a package; what is wrong there is added to ``faults``.

    Args:
        root: the package, without links in its path.
        base: what holds for all cases unless a folder says otherwise.
        read_group: reads the file of a folder, as the package's version has it.
        by_case: whether a case has a file of its own.
        faults: of the package.
    """

    def __init__(
        self, root: Path, base: Group, read_group: ReadGroup, by_case: bool, faults: list[str]
    ) -> None:
        self._root = root
        self._base = base
        self._read_group = read_group
        self._by_case = by_case
        self._faults = faults

    def cases(self) -> list[Found]:
        """Return all cases in order."""
        data = files.data(self._root, self._faults)
        for name in data.files:
            if name.endswith(files.TEST_DATA):
                self._faults.append(f"data/{name}: move it to data/sample or data/secret")
        top = self._read_group(self._root, data, self._base, self._faults)
        sample, secret = data.folders
        shown = list(self._inside(sample, replace(top, shown=True)))
        hidden = list(self._inside(secret, top))
        if not hidden:
            self._faults.append("data/secret: no test cases; put NAME.in and NAME.ans there")
        return shown + hidden

    def _inside(self, folder: Folder, above: Group) -> Iterator[Found]:
        group = self._read_group(self._root, folder, above, self._faults)
        self._check_strays(folder)
        inputs = {name.removesuffix(".in"): None for name in folder.files if name.endswith(".in")}
        inner = {below.name.rpartition("/")[2]: below for below in folder.folders}
        for name in sorted([*inputs, *inner]):
            if name in inputs:
                yield self._case(folder, name, group)
            if name in inner:
                yield from self._inside(inner[name], group)

    def _case(self, folder: Folder, name: str, group: Group) -> Found:
        path = f"{folder.name}/{name}"
        if f"{name}.files" in folder.files:
            self._faults.append(f"{path}.files: input files are not supported; use the input")
        if self._by_case and f"{name}.yaml" in folder.files:
            document = load(self._root, folder.files[f"{name}.yaml"], self._faults)
            group = groups.case_2025(document, group)
        answer = folder.files.get(f"{name}.ans")
        if answer is None:
            self._faults.append(f"{path}.in: its answer {name}.ans is missing")
        given = files.blob(self._root, folder.files[f"{name}.in"], self._faults)
        wanted = files.blob(self._root, answer, self._faults) if answer else given
        hidden = not group.shown
        return Found(Case(path.removeprefix("data/"), given, wanted, hidden=hidden), group)

    def _check_strays(self, folder: Folder) -> None:
        """Note what belongs to a case that is not there."""
        of_a_case = (".ans", ".files", ".yaml") if self._by_case else (".ans",)
        for name in folder.files:
            base, dot, ending = name.rpartition(".")
            stray = dot + ending in of_a_case and f"{base}.in" not in folder.files
            if stray and name not in (groups.FILE_2025, groups.LEGACY_FILE):
                self._faults.append(f"{folder.name}/{name}: its input {base}.in is missing")

"""The files of a package: names that count, links that stay inside, pairs of input and answer."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyworker.judge.problem import Blob

# Source: problem package format 2025-09, general requirements.
_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,254}", re.ASCII)
_LEFT_OUT = ("-", ".")
TEST_DATA = (".in", ".ans")
_OF_A_CASE = (*TEST_DATA, ".files")

# Deeper than any package that people make.
MOST_FOLDERS_DEEP = 16


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of test data: ``name`` is its path in the package, ``files`` are sorted by name."""

    name: str
    files: dict[str, Path]
    folders: tuple["Folder", ...]


def bad_links(root: Path) -> Iterator[str]:
    """Yield what is wrong with links anywhere in a package: they lead nowhere, or out of it."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(_LEFT_OUT))
        for name in folders + sorted(files):
            path = Path(folder, name)
            if not name.startswith(_LEFT_OUT) and path.is_symlink():
                yield from _lost(root, path)


def _lost(root: Path, path: Path) -> Iterator[str]:
    """Yield what is wrong where a path, links followed, is not inside."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: a circle, before Python 3.13
        told = "a link to nothing; correct or delete it" if path.is_symlink() else "no such file"
        yield f"{_name(root, path)}: {told}"
    else:
        if not target.is_relative_to(root):
            yield f"{_name(root, path)}: a link out of the folder; put a copy in its place"


def unfit(root: Path, path: Path) -> list[str]:
    """Say why a file must not be read: it is not inside, no file, or not readable."""
    told = list(_lost(root, path))
    if not told and not path.is_file():
        told = [f"{_name(root, path)}: is no file"]
    if not told and not os.access(path, os.R_OK):
        told = [f"{_name(root, path)}: cannot be read: permission denied"]
    return told


def _name(root: Path, path: Path) -> str:
    return ascii(str(path.relative_to(root)))[1:-1]


def data(root: Path, faults: list[str]) -> Folder:
    """List the test data that submissions are judged by, samples first; add what is wrong."""
    path = root / "data"
    entries = _entries(path, "data", faults)
    files = {entry.name: entry for entry in entries if not entry.is_dir()}
    above = (Path(os.path.realpath(path)),)
    inner = (_folder(root, f"data/{name}", faults, above) for name in ("sample", "secret"))
    return Folder("data", files, tuple(inner))


def _folder(root: Path, name: str, faults: list[str], above: tuple[Path, ...]) -> Folder:
    """List a folder and all below it; ``above`` are those that it is in, without links."""
    path = root / name
    here = (*above, Path(os.path.realpath(path)))
    files: dict[str, Path] = {}
    folders = []
    for entry in _entries(path, name, faults):
        inner = f"{name}/{entry.name}"
        # Those of a case, as 01.files, are no groups.
        if not entry.is_dir() or entry.suffix in _OF_A_CASE:
            files[entry.name] = entry
        elif told := list(_lost(root, entry)):
            faults += told
        elif len(here) > MOST_FOLDERS_DEEP or Path(os.path.realpath(entry)) in here:
            faults.append(f"{inner}: folders lie in one another too deep, or for ever")
        else:
            folders.append(_folder(root, inner, faults, here))
    return Folder(name, files, tuple(folders))


def _entries(path: Path, name: str, faults: list[str]) -> Iterator[Path]:
    try:
        entries = sorted(path.iterdir())
    except FileNotFoundError:
        return
    except OSError as error:
        faults.append(f"{name}: cannot be read: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith(_LEFT_OUT):
            continue
        if _NAME.fullmatch(entry.name):
            yield entry
        elif entry.suffix in TEST_DATA or entry.is_dir():
            # The format passes such files over; a test case must not vanish like that.
            faults.append(
                f"{name}/{ascii(entry.name)[1:-1]}: rename it, "
                "with letters, digits, '.', '_' and '-' alone"
            )


def blob(root: Path, path: Path, faults: list[str]) -> Blob:
    """Return a file below ``root`` as test data; one that is unfit is empty, and a fault."""
    told = unfit(root, path)
    faults += told
    if told:
        return Blob(path, 0)
    target = path.resolve()
    return Blob(target, target.stat().st_size)

"""Packages to read, made in a few words: a file's path and its text."""

from collections.abc import Mapping
from pathlib import Path

LEGACY: Mapping[str, str] = {"problem.yaml": "name: Sum\n"}
NEW: Mapping[str, str] = {
    "problem.yaml": "problem_format_version: 2025-09\nname: Sum\nuuid: 0-1\n",
}
CASES: Mapping[str, str] = {
    "data/sample/1.in": "1 2\n",
    "data/sample/1.ans": "3\n",
    "data/secret/1.in": "2 2\n",
    "data/secret/1.ans": "4\n",
}


def package(folder: Path, *parts: Mapping[str, str | None], name: str = "sum") -> Path:
    """Write a package; of a path that is in several parts, the last one's text, or none if None."""
    files: dict[str, str | None] = {}
    for part in parts:
        files |= part
    for path, text in files.items():
        if text is not None:
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    return folder / name


def legacy(folder: Path, *parts: Mapping[str, str | None]) -> Path:
    """Write a good package of the legacy format, changed by ``parts``."""
    return package(folder, LEGACY, CASES, *parts)


def new(folder: Path, *parts: Mapping[str, str | None]) -> Path:
    """Write a good package of the format 2025-09, changed by ``parts``."""
    return package(folder, NEW, CASES, *parts)


def yaml(text: str, version: str = "2025-09") -> dict[str, str]:
    """Return a ``problem.yaml`` that says this, and its version."""
    return {"problem.yaml": f"problem_format_version: {version}\n{text}"}

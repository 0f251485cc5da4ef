"""The time limit of a package whose ``problem.yaml`` gives none.

The format would have it measured: a multiple of what the slowest accepted submission took. That is
another machine's business each time; here it is read where other judges keep what was measured.
"""

import re
from pathlib import Path

from pyworker.judge.formats.files import unfit
from pyworker.judge.formats.metadata import seconds

# Source: problemtools, which reads and writes it: seconds, as a text.
FILE = ".timelimit"
# Source: DOMjudge's addition to the format: lines of KEY='VALUE'.
DOMJUDGE_FILE = "domjudge-problem.ini"
_DOMJUDGE = re.compile(r"^\s*timelimit\s*=\s*(['\"]?)([^'\"\s]*)\1\s*$", re.MULTILINE)

_MOST_BYTES = 4096


def read(root: Path, default: float, faults: list[str]) -> float:
    """Return the time limit in seconds; ``default`` where no file has one."""
    for name in (FILE, DOMJUDGE_FILE):
        text = _text(root, root / name, faults)
        if name == DOMJUDGE_FILE:
            found = _DOMJUDGE.search(text)
            text = found[2] if found else ""
        if text.strip():
            return _seconds(name, text.strip(), default, faults)
    return default


def _text(root: Path, path: Path, faults: list[str]) -> str:
    if not path.exists():
        return ""
    told = unfit(root, path)
    faults += told
    if told:
        return ""
    with path.open("rb") as file:
        return file.read(_MOST_BYTES).decode("utf-8", "replace")


def _seconds(name: str, text: str, default: float, faults: list[str]) -> float:
    try:
        return seconds(text)
    except ValueError as error:
        faults.append(f"{name}: {error}")
        return default

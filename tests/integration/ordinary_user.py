"""Starting Python as a user who is not root and owns nothing but one folder."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 65534


def run(module: str, *args: str, home: Path, groups: Sequence[Path] = ()) -> str:
    """Run a module of the tests as an ordinary user; returns its stdout.

    Where the tests run as one already, as that user.

    Args:
        module: its dotted name.
        args: of its command line.
        home: becomes the user's, and the judge's cache below it.
        groups: cgroups of the user's that the process enters first.
    """
    root = os.geteuid() == 0
    if root:
        os.chown(home, NOBODY, NOBODY)
    process = subprocess.Popen(
        [sys.executable if not root else python_for_all(), "-m", module, *args],
        user=NOBODY if root else None,
        group=NOBODY if root else None,
        extra_groups=[] if root else None,
        env=environment() | {"HOME": str(home), "PYWORKER_CACHE_DIR": str(home / "cache")},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for group in groups:
        (group / "cgroup.procs").write_text(str(process.pid))
    # Modules that care about their groups read a line first.
    out, err = process.communicate("go\n", timeout=300)
    assert process.returncode == 0, err
    return out


@cache
def python_for_all() -> str:
    """Find an interpreter of this version that everybody may start, with all our packages.

    The one of the tests may lie in root's home, which is closed.
    """
    names = [sys.executable, f"python{sys.version_info.major}.{sys.version_info.minor}"]
    for name in names:
        found = shutil.which(name, path="/usr/local/bin:/usr/bin")
        if found and _starts(found):
            return found
    problem = f"an ordinary user can start none of {names}; install python3, or move the venv"
    if os.environ.get("CI"):
        pytest.fail(problem, pytrace=False)
    pytest.skip(problem)


def environment() -> dict[str, str]:
    """Return what another interpreter needs to find our packages."""
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])}


def _starts(python: str) -> bool:
    try:
        tried = subprocess.run(
            [python, "-c", "import pyworker.cli, yaml, msgspec, psutil"],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            env=environment(),
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return tried.returncode == 0

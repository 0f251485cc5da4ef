"""Version 2's rule that a group with processes of its own hands no controllers on.

Where this process is in the group that is to be shared out, it moves into a leaf of it first, and
so does everyone else in there: with a delegated group that is what its owner is meant to do.
"""

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

LEAF = "pyworker-daemon"
_TRIES = 20


def base_of(own: Path) -> Path:
    """Return the group to share out: our own, or its parent where we moved already."""
    return own.parent if own.name == LEAF else own


def open_up(base: Path, controllers: Iterable[str]) -> None:
    """Let groups below ``base`` have these controllers.

    Raises:
        OSError: the kernel refused it; EBUSY where processes enter faster than they can be moved.
    """
    control = base / "cgroup.subtree_control"
    missing = set(controllers) - set(control.read_text().split())
    if not missing:
        return
    wanted = " ".join(f"+{controller}" for controller in sorted(missing))
    if not (base / "cgroup.type").exists():
        control.write_text(wanted)  # the hierarchy's very root may have both
        return
    leaf = base / LEAF
    leaf.mkdir(exist_ok=True)
    for _ in range(_TRIES):
        _move(base, leaf)
        try:
            control.write_text(wanted)
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
        else:
            return
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(control))


def _move(base: Path, leaf: Path) -> None:
    for pid in (base / "cgroup.procs").read_text().split():
        # One that our pid namespace does not see is listed as 0, which is us to write.
        with contextlib.suppress(ProcessLookupError):
            (leaf / "cgroup.procs").write_text(pid)

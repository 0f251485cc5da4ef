"""Names of groups, and their end: what is inside is killed, the folders go, stale ones too."""

import contextlib
import itertools
import os
import re
import signal
import time
from collections.abc import Iterable
from pathlib import Path

_NAME = re.compile(r"pyworker-(?P<pid>\d+)-(?P<started>\d+)-(?P<namespace>\d+)-.+")
_count = itertools.count()


def new_name(label: str) -> str:
    """Make a name that no other process and no other call makes, and that names its maker."""
    pid = os.getpid()
    return f"pyworker-{pid}-{_started(pid)}-{_namespace()}-{label}-{next(_count)}"


def is_stale(name: str) -> bool:
    """Tell whether a name is one of ``new_name`` whose maker is gone.

    A pid alone is not enough: after a container's restart the same ones are given again, and the
    pids of another namespace tell nothing here.
    """
    found = _NAME.fullmatch(name)
    return (
        found is not None
        and int(found["namespace"]) == _namespace()
        and _started(int(found["pid"])) != int(found["started"])
    )


def sweep(folders: Iterable[str]) -> None:
    """Remove what workers that are gone left below these folders."""
    for folder in set(folders):
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            stale = [entry.path for entry in entries if is_stale(entry.name)]
            remove(stale, within_s=0.2)


def remove(folders: Iterable[str], within_s: float) -> bool:
    """Kill what is inside and remove the folders; False where one is left after that time.

    The kernel says "busy" until the last process inside is gone for good, a moment after its death.
    """
    left = list(folders)
    end, pause = time.monotonic() + within_s, 0.0005
    while True:
        left = [folder for folder in left if not _removed(Path(folder))]
        if not left or time.monotonic() >= end:
            return not left
        time.sleep(pause)
        pause = min(2 * pause, 0.05)


def _removed(folder: Path) -> bool:
    if not folder.is_dir():
        return True
    try:
        _kill(folder)
        inner = [entry for entry in folder.iterdir() if entry.is_dir()]
        for entry in inner:
            _removed(entry)
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _kill(folder: Path) -> None:
    kill_all = folder / "cgroup.kill"
    if kill_all.exists():
        kill_all.write_text("1")
        return
    if (folder / "pids.max").exists():
        (folder / "pids.max").write_text("0")  # what is inside can no longer run ahead of us
    for pid in map(int, (folder / "cgroup.procs").read_text().split()):
        # 0 stands for a process that this pid namespace does not see, and for kill means ourselves.
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _started(pid: int) -> int | None:
    """Return when a process started, in clock ticks since boot; None when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[19])


def _namespace() -> int:
    """Return the number of the pid namespace that we are in."""
    return os.stat("/proc/self/ns/pid").st_ino

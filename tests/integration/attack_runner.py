"""Runs attacks in a sandbox: a program for tests to start, as root or as somebody else.

``attack_runner.py MODE FOLDER CORE``: MODE is ``reduced`` to do without cgroups; FOLDER is its own;
CORE is where programs run. It reads a JSON list of commands a line, runs them in one box, and
writes a line with their runs and what this process and its children are now. It imports nothing
but the sandbox and the standard library, so that it can be started where nothing is installed.
"""

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any

from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.port import Box, Command, File, Limits, Run, Sandbox


def main() -> None:
    """Do as the module's docstring says."""
    mode, folder, core = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    sandbox = _open(mode, core)
    try:
        _tell({"mode": sandbox.mode.cgroups, "processes": _processes()})
        for line in sys.stdin:
            with sandbox.box() as box:
                runs = [_run(box, order, folder) for order in json.loads(line)]
            _tell({"runs": runs, "memory_bytes": _memory_bytes(), "processes": _processes()})
    finally:
        sandbox.close()
    _tell({"processes": _processes()})


def _open(mode: str, core: int) -> Sandbox:
    """Open a sandbox of one box on a core; who judges may be on any."""
    usable = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    sandbox = open_sandbox(cores=1, cgroups=mode != "reduced")
    for pid in (os.getpid(), *_guards()):
        os.sched_setaffinity(pid, usable)
    return sandbox


def _run(box: Box, order: dict[str, Any], folder: Path) -> dict[str, Any]:
    files = [
        File(name, base64.b64decode(data), name == "program")
        for name, data in order["files"].items()
    ]
    input_file = folder / "input"
    stdin = None
    if order["stdin"] is not None:
        input_file.write_text(order["stdin"])
        input_file.chmod(0o644)
        stdin = os.open(input_file, os.O_RDONLY)
    command = Command(
        argv=tuple(order["argv"]),
        limits=Limits(**order["limits"]),
        stdin=stdin,
        files=tuple(files),
        environment=order["environment"],
        take=tuple(order["take"]),
        take_bytes=order["take_bytes"],
    )
    said = _as_json(box.run(command))
    if stdin is not None:
        os.close(stdin)
        untouched = input_file.stat().st_mode & 0o777 == 0o644
        said["stdin_kept"] = untouched and input_file.read_text() == order["stdin"]
        input_file.unlink()
    return said


def _as_json(run: Run) -> dict[str, Any]:
    return {
        "ended": run.ended.value,
        "exit_code": run.exit_code,
        "signal": run.signal,
        "cpu_s": run.cpu_s,
        "wall_s": run.wall_s,
        "memory_bytes": run.memory_bytes,
        "stdout": base64.b64encode(run.stdout.data[:]).decode(),
        "stderr": base64.b64encode(run.stderr.data[:]).decode(),
        "over": run.over,
        "forks_refused": run.forks_refused,
        "bytes_written": run.bytes_written,
        "taken": {file.name: base64.b64encode(file.data).decode() for file in run.taken},
        "left": run.left,
    }


def _processes() -> int:
    """Count this process's descendants, whatever namespace they are in."""
    parents = _parents()
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return len(found) - 1


def _memory_bytes() -> int:
    """Add up what is resident of this process and of its guard."""
    pages = 0
    for pid in (os.getpid(), *_guards()):
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            pages += int(file.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _guards() -> list[int]:
    return [pid for pid, parent in _parents().items() if parent == os.getpid()]


def _parents() -> dict[int, int]:
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                found[int(name)] = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    return found


def _tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()

"""A Linux of one's own: the kernel as a program (user-mode-linux), with version 2 of cgroups alone.

It sees this machine's files, read-only, and nothing of its processes. On x86 alone.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240
MARK = "said: "
SOMEONE = 54321  # a user who owns nothing but a group
SERVICE, USER, WITHHELD = (
    f"/sys/fs/cgroup/{name}" for name in ("service", "user", "withheld/service")
)
# As systemd gives a service its group; the second is delegated to a user as the kernel's
# cgroup-v2.rst says ("Model of Delegation"), the third got no controllers.
GROUPS = f"""
echo +memory +pids > /sys/fs/cgroup/cgroup.subtree_control
mkdir -p {SERVICE} {USER} {WITHHELD}
cd {USER}
chown {SOMEONE} . cgroup.procs cgroup.subtree_control cgroup.threads
"""
# Init's; what it prints goes to the one console, where the kernel is silent (loglevel). Groups are
# mounted as systemd does.
START = """#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t cgroup2 -o nsdelegate,memory_recursiveprot none /sys/fs/cgroup
{groups}
cd {root}
export PYTHONDONTWRITEBYTECODE=1
{script}
echo o > /proc/sysrq-trigger
sleep 60
"""


def find() -> str:
    """Return the kernel's path; without it the test fails in CI and is skipped elsewhere."""
    kernel = shutil.which("linux.uml")
    if kernel is None:
        missing = "linux.uml is not installed: apt-get install user-mode-linux"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return kernel


def python(*arguments: str, interpreter: str = sys.executable) -> str:
    """Return a line of shell that runs a module of Python and marks what it says."""
    paths = shlex.quote(os.pathsep.join([str(ROOT), *sys.path[1:]]))
    command = f"PYTHONPATH={paths} {interpreter} -m {' '.join(arguments)} 2>&1"
    return f"echo '{MARK}'$({command})"


def boot(script: list[str], folder: Path) -> list[Any]:
    """Run shell lines as pid 1 of a new machine; return the JSON that each of ``python`` said."""
    init = folder / "init"
    init.write_text(START.format(root=ROOT, groups=GROUPS, script="\n".join(script)))
    init.chmod(0o755)
    told = ["rootfstype=hostfs", "rootflags=/", "root=none", "ro", "mem=256M", "loglevel=0"]
    console = ["con=null", "con0=null,fd:1"]
    done = subprocess.run(
        [find(), *told, *console, f"init={init}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    lines = done.stdout.splitlines()
    said = [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]
    try:
        return [json.loads(line) for line in said]
    except ValueError:
        pytest.fail("\n".join(said))

"""A Linux of one's own: the kernel as a program (user-mode-linux), with version 2 of cgroups alone.

It sees this machine's files, read-only, and nothing of its processes. On x86 alone.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.servers.missing import MissingServer

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240
MARK = "said: "
# Init's; what it prints goes to the one console, where the kernel is silent (loglevel).
START = """#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t cgroup2 none /sys/fs/cgroup
cd {root}
export PYTHONDONTWRITEBYTECODE=1
{script}
echo o > /proc/sysrq-trigger
sleep 60
"""


def find() -> str:
    """Return the kernel's path.

    Raises:
        MissingServer: it is not installed.
    """
    kernel = shutil.which("linux.uml")
    if kernel is None:
        raise MissingServer("linux.uml is not installed: apt-get install user-mode-linux")
    return kernel


def python(*arguments: str) -> str:
    """Return a line of shell that runs a module of Python and marks what it says."""
    return f"echo '{MARK}'$({sys.executable} -m {' '.join(arguments)} 2>&1)"


def boot(script: str, folder: Path) -> list[str]:
    """Run shell lines as pid 1 of a new machine; return what each line of ``python`` said."""
    init = folder / "init"
    init.write_text(START.format(root=ROOT, script=script))
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
    return [line.removeprefix(MARK) for line in lines if line.startswith(MARK)]

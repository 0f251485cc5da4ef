"""Programs that the benchmark compares with, installed where Debian packages them."""

import os
import shutil
import subprocess
from functools import cache

INSTALL_TIMEOUT_S = 600


@cache
def install(program: str, package: str) -> str:
    """Return why a program cannot be run, or nothing; as root on Debian it is installed."""
    if not shutil.which(program) and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(  # noqa: S603 - our own command line
            ["apt-get", "install", "-y", "-q", package],  # noqa: S607 - root's own PATH
            check=False,
            timeout=INSTALL_TIMEOUT_S,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    return "" if shutil.which(program) else f"no {program}: apt install {package}"

"""Runs as a box reports them, for tests that need no box."""

from typing import Any

from pyworker.sandbox.port import Ended, Limits, Mode, Output, Run

LIMITS = Limits(cpu_s=1.0, wall_s=3.0, memory_bytes=1000)
MODE = Mode("stand-in", (), "none", "rusage", "max-rss", seccomp=False, user="same")


def run(**differs: Any) -> Run:
    """Return a run that ended well, but for what ``differs``."""
    fields: dict[str, Any] = {
        "ended": Ended.EXIT,
        "exit_code": 0,
        "signal": None,
        "cpu_s": 0.5,
        "wall_s": 0.6,
        "memory_bytes": 500,
        "stdout": Output(b"42\n"),
        "stderr": Output(b""),
    }
    return Run(**fields | differs)

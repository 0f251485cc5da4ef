"""What ended a run, of all that a guard saw: a pure choice."""

import signal
from collections.abc import Mapping
from typing import Any

from pyworker.sandbox.port import Ended


def what_ended(said: Mapping[str, Any]) -> tuple[Ended, str]:
    """Choose what ended a run, and what was too long where that is output.

    The order is that of ``Ended``: what was killed for comes before how it died, and a cause that
    the kernel told before one that is guessed from the signal.
    """
    found = set(_found(said))
    ended = next(each for each in Ended if each in found)
    return ended, _over(said) if ended is Ended.OUTPUT else ""


def _found(said: Mapping[str, Any]) -> list[Ended]:
    signalled = said["signal"]
    failed = signalled is not None or said["exit"] != 0
    found = [Ended.SIGNAL if signalled is not None else Ended.EXIT]
    if said["killed_for"]:
        found.append(Ended(said["killed_for"]))
    if _over(said):
        found.append(Ended.OUTPUT)
    if said["oom_kills"]:
        found.append(Ended.MEMORY)
    if signalled == signal.SIGXCPU:
        found.append(Ended.CPU)
    if signalled == signal.SIGSYS:
        found.append(Ended.SYSCALL)
    if failed and said["forks_refused"]:
        found.append(Ended.PROCESSES)
    return found


def _over(said: Mapping[str, Any]) -> str:
    for name, (_, over, _) in zip(("stdout", "stderr"), said["streams"], strict=True):
        if over:
            return name
    return "file" if said["signal"] == signal.SIGXFSZ else ""

"""Runs small programs in a cgroup as the guard of a box does, and prints what their account said.

``python -m tests.integration.cgroup_runs [--user UID] [--into FOLDER]... [NAME]...`` enters the
folders, becomes the user, makes a group, runs the programs one after the other and prints one line
of JSON. Started as a process of its own, since it forks.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyworker.sandbox.native.birth import fork_into
from pyworker.sandbox.native.cgroups.account import Account, open_account
from pyworker.sandbox.native.cgroups.layout import Layout, detect
from pyworker.sandbox.native.syscalls import adopt_orphans

MIB = 1 << 20
MEMORY = 64 * MIB
PROCESSES = 16


def nothing() -> None:
    pass


def cpu_of_an_orphan() -> None:
    """A grandchild that nobody waits for uses 0.1 s; its pipe tells when."""
    ended, say = os.pipe()
    if not os.fork():
        if not os.fork():
            while time.process_time() < 0.1:
                pass
        os._exit(0)
    os.close(say)
    os.read(ended, 1)


def memory_30() -> None:
    bytearray(30 * MIB)


def memory_200() -> None:
    bytearray(200 * MIB)


def forks_30() -> None:
    refused = 0
    hold, release = os.pipe()
    for _ in range(30):
        try:
            if not os.fork():
                os.close(release)
                os.read(hold, 1)
                os._exit(0)
        except BlockingIOError:
            refused += 1
    os._exit(refused)


PROGRAMS: dict[str, tuple[Callable[[], None], int]] = {
    "nothing": (nothing, MEMORY),
    "cpu_of_an_orphan": (cpu_of_an_orphan, MEMORY),
    "memory_30": (memory_30, MEMORY),
    "memory_30_of_20": (memory_30, 20 * MIB),
    "memory_200": (memory_200, MEMORY),
    "memory_200_of_400": (memory_200, 400 * MIB),
    "forks_30": (forks_30, MEMORY),
}


def run(account: Account, program: Callable[[], None], memory_bytes: int) -> dict[str, Any]:
    account.renew()
    account.begin(memory_bytes, PROCESSES)
    pid, born = fork_into(account.nursery)
    if not pid:
        account.enter(born)
        program()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    reap_orphans()
    return {
        "ended": os.waitstatus_to_exitcode(status),
        "cpu_s": account.cpu_s(),
        "peak_bytes": account.peak_bytes(),
        "oom_kills": account.oom_kills(),
        "forks_refused": account.forks_refused(),
    }


def reap_orphans() -> None:
    """Wait for what a program left, as init of a box does: the dead count as processes until then.

    Needs ``adopt_orphans``.
    """
    with suppress(ChildProcessError):
        while True:
            os.wait()


def become(user: int) -> None:
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def report(layout: Layout, names: list[str]) -> dict[str, Any]:
    group = layout.create()
    account = open_account(group.folders)
    adopt_orphans()
    try:
        runs = [{"name": name, **run(account, *PROGRAMS[name])} for name in names]
    finally:
        account.close()
        removed = group.remove()
    left = [folder for folder in group.folders.values() if Path(folder).exists()]
    return {"kinds": account.kinds, "runs": runs, "removed": removed, "left": left}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", type=int)
    parser.add_argument("--into", action="append", default=[])
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    for folder in asked.into:
        Path(folder, "cgroup.procs").write_text("0")
    if asked.user is not None:
        become(asked.user)
    layout = detect()
    facts = {"kind": layout.kind, "controllers": layout.controllers, "reasons": layout.reasons}
    if asked.names:
        facts |= report(layout, asked.names)
    print(json.dumps(facts))
    sys.stdout.flush()


if __name__ == "__main__":
    main()

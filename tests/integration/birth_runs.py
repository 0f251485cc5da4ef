"""Forks into a group of version 2 and prints what became of it: one line of JSON.

``python -m tests.integration.birth_runs MOUNTS [--into FOLDER]``: a folder with mountinfo and
cgroup, as in /proc/self, and another folder than the group's to be born in. Started as a process of
its own, since it forks.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

from pyworker.sandbox.native.birth import fork_into
from pyworker.sandbox.native.cgroups.account import Account, open_account
from pyworker.sandbox.native.cgroups.layout import detect
from pyworker.sandbox.native.processor_time import of_process


def birth(account: Account, nursery: int | None) -> dict[str, Any]:
    """Fork and enter; the child says its groups, waits to be looked at, and ends."""
    heard, say = os.pipe()
    hold, release = os.pipe()
    account.renew()
    pid, born = fork_into(nursery)
    if not pid:
        try:
            os.close(release)
            account.enter(born)
            os.write(say, Path("/proc/self/cgroup").read_bytes())
            os.read(hold, 1)
        finally:
            os._exit(os.getpid() % 100)
    groups = os.read(heard, 4096).decode()
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        time.sleep(0.001)
    counted_s, own_s = account.cpu_s(), of_process(pid)
    os.close(release)
    _, status = os.waitpid(pid, 0)
    return {
        "born": born,
        "group": next(line for line in groups.splitlines() if line.startswith("0::")),
        "counted_s": counted_s,
        "own_s": own_s,
        "ended_as_itself": os.waitstatus_to_exitcode(status) == pid % 100,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("mounts", type=Path)
    parser.add_argument("--into")
    asked = parser.parse_args()
    layout = detect(asked.mounts)
    group = layout.create()
    account = open_account(group.folders)
    try:
        nursery = os.open(asked.into, os.O_RDONLY) if asked.into else account.nursery
        print(json.dumps({"name": Path(group.folders["v2"]).name} | birth(account, nursery)))
    finally:
        account.close()
        group.remove()


if __name__ == "__main__":
    main()

"""Runs programs in the sandbox and prints what it said, on any machine: one line of JSON.

``python -m tests.integration.sandbox_runs [--into FOLDER] [--user UID] [--without-clone3]
[NAME]...`` runs the programs of these names, or all.
"""

import argparse
import errno
import json
import struct
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.native.pool import NativeSandbox
from pyworker.sandbox.native.syscalls import Filter, no_new_privileges
from pyworker.sandbox.port import Command, Limits
from tests.integration.cgroup_runs import become

MIB = 1 << 20
LIMITS = Limits(memory_bytes=64 * MIB, processes=16, cpu_s=5, wall_s=60)
# What perl is asked to do: it is part of every Debian, and starts quickly.
PERL = {
    "nothing": "",
    "exit_3": "exit 3",
    "memory_30": f"$x = 'x' x {15 * MIB}; $y = $x . ''",
    "memory_200": f"$x = 'x' x {200 * MIB}",
    "forks": "for (1..30) { defined($p = fork) or $refused++; $p // 1 or sleep 60 } exit $refused",
    "after": "",
}
PROGRAMS = {
    **{name: ("/usr/bin/perl", "-e", program) for name, program in PERL.items()},
    "true": ("/bin/true",),
    "groups": ("/bin/cat", "/proc/self/cgroup"),
}
# How much later than it happens the kernel writes down what is rare (FLUSH_TIME of memcg: 2 s).
COUNTED_S = 10.0


def run(sandbox: NativeSandbox, argv: tuple[str, ...]) -> dict[str, Any]:
    with sandbox.box() as box:
        done = box.run(Command(argv, LIMITS))
    return {
        "ended": done.ended,
        "exit_code": done.exit_code,
        "memory_bytes": done.memory_bytes,
        "cpu_s": done.cpu_s,
        "oom_kills": done.oom_kills,
        "forks_refused": done.forks_refused,
        "stdout": bytes(done.stdout.data).decode().split(),
        "stderr": bytes(done.stderr.data).decode(),
    }


def who_waits() -> dict[str, Any]:
    """Compare the page faults of the process that waits for a run with those of its group.

    The group has them all where the process was never anywhere else: a fork of Python cannot move
    itself without touching memory first. On version 2.
    """
    (own,) = Path("/proc/self/cgroup").read_text().split()
    base = Path(f"/sys/fs/cgroup{own.removeprefix('0::')}").parent
    end = time.monotonic() + COUNTED_S
    while True:
        waiting = [faults(members) for members in base.glob("pyworker-*-*/**/cgroup.procs")]
        seen = next((each for each in waiting if each.get("state") == "S"), {})
        if (seen and seen["counted"] >= seen["faults"]) or time.monotonic() > end:
            return seen
        time.sleep(0.1)


def faults(members: Path) -> dict[str, Any]:
    """Return the state and page faults of a group's one process; nothing for none."""
    pid = members.read_text().strip()
    if not pid:
        return {}
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    lines = (members.parent / "memory.stat").read_text().splitlines()
    counted = next(int(line.split()[1]) for line in lines if line.startswith("pgfault "))
    return {"state": stat[0], "faults": int(stat[7]), "counted": counted}


def refuse_clone3() -> None:
    """Answer as the filters of containers do: there is no such call."""
    load, equal, answer = 0x20, 0x15, 0x06
    program = [
        (load, 0, 0, 0),
        (equal, 0, 1, 435),
        (answer, 0, 0, 0x00050000 | errno.ENOSYS),
        (answer, 0, 0, 0x7FFF0000),
    ]
    no_new_privileges()
    Filter(b"".join(struct.pack("<HBBI", *each) for each in program)).install()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", type=int)
    parser.add_argument("--into", default="")
    parser.add_argument("--without-clone3", action="store_true")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    if asked.into:
        Path(asked.into, "cgroup.procs").write_text("0")
    if asked.user is not None:
        become(asked.user)
    if asked.without_clone3:
        refuse_clone3()
    with open_sandbox(cores=1) as sandbox:
        runs = {name: run(sandbox, PROGRAMS[name]) for name in asked.names or PROGRAMS}
        said = {"mode": asdict(sandbox.mode), "runs": runs, "who_waits": who_waits()}
    print(json.dumps(said))


if __name__ == "__main__":
    main()

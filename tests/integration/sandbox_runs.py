"""Runs programs in the sandbox and prints what it said, on any machine: one line of JSON.

``python -m tests.integration.sandbox_runs [--into FOLDER] [--user UID]``.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.native.pool import NativeSandbox
from pyworker.sandbox.port import Command, Limits
from tests.integration.cgroup_runs import become

MIB = 1 << 20
LIMITS = Limits(memory_bytes=64 * MIB, processes=16, cpu_s=5, wall_s=60)
# What perl is asked to do: it is part of every Debian, and starts quickly.
PROGRAMS = {
    "nothing": "",
    "exit_3": "exit 3",
    "memory_30": f"$x = 'x' x {15 * MIB}; $y = $x . ''",
    "memory_200": f"$x = 'x' x {200 * MIB}",
    "forks": "for (1..30) { defined($p = fork) or $refused++; $p // 1 or sleep 60 } exit $refused",
    "after": "",
}


def run(sandbox: NativeSandbox, program: str) -> dict[str, Any]:
    with sandbox.box() as box:
        done = box.run(Command(("/usr/bin/perl", "-e", program), LIMITS))
    return {
        "ended": done.ended,
        "exit_code": done.exit_code,
        "memory_bytes": done.memory_bytes,
        "cpu_s": done.cpu_s,
        "oom_kills": done.oom_kills,
        "forks_refused": done.forks_refused,
        "stderr": bytes(done.stderr.data).decode(),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", type=int)
    parser.add_argument("--into", default="")
    asked = parser.parse_args()
    if asked.into:
        Path(asked.into, "cgroup.procs").write_text("0")
    if asked.user is not None:
        become(asked.user)
    with open_sandbox(cores=1) as sandbox:
        runs = {name: run(sandbox, program) for name, program in PROGRAMS.items()}
        print(json.dumps({"mode": asdict(sandbox.mode), "runs": runs}))


if __name__ == "__main__":
    main()

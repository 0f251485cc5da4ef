"""The filter in the kernel: what a process behind it gets."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pyworker.sandbox.native.seccomp import program
from pyworker.sandbox.native.seccomp.numbers import MACHINES
from pyworker.sandbox.native.seccomp.policy import ALLOW, KILL
from tests.unit.sandbox import filtered
from tests.unit.sandbox.bpf import ask
from tests.unit.sandbox.test_seccomp_policy import ARGUED

MACHINE = os.uname().machine
CALLS = MACHINES[MACHINE].calls
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}

BUSY_PYTHON = """
import asyncio, os, socket, subprocess, sys, threading
os.sched_setaffinity(0, {0})
thread = threading.Thread(target=sum, args=([1],))
thread.start(), thread.join()
one, other = socket.socketpair()
async def child():
    return await (await asyncio.create_subprocess_exec(sys.executable, "-c", "")).wait()
print(asyncio.run(child()), subprocess.run([sys.executable, "-c", "print(7)"]).returncode)
"""

I386_GETPID = """
import ctypes, mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes.fromhex("b814000000cd80c3"))  # mov eax, 20; int 0x80; ret
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
"""


def behind(calls: Sequence[Sequence[int]], *command: str, expect: int = 0) -> tuple[list[int], str]:
    """Make the calls behind the filter, then run a command; returns outcomes and its output."""
    started = subprocess.run(
        [sys.executable, filtered.__file__, program().hex(), json.dumps(calls), *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == expect, started.stderr
    outcomes, _, output = started.stdout.partition("\n")
    return json.loads(outcomes), output


def becomes(action: int) -> int:
    """The outcome that ``filtered`` tells of a filter's answer."""
    return -signal.SIGSYS if action == KILL else action & 0xFFFF


def answer(call: Sequence[int]) -> int:
    """What the filter says to a call."""
    return ask(program(), MACHINES[MACHINE].arch, call[0], call[1:]).action


def test_every_refused_call_is_refused_by_the_kernel() -> None:
    without = [(number, 0, 0, 0, 0, 0, 0) for number in CALLS.values()]
    argued = [(CALLS[name], *row, *[0] * (6 - len(row))) for name, row, _ in ARGUED]
    calls = [call for call in (*without, *argued) if answer(call) != ALLOW]

    outcomes, _ = behind(calls)

    assert outcomes == [becomes(answer(call)) for call in calls]


def test_x32_dies_and_a_call_of_the_future_is_missing() -> None:
    getpid = 39 | 1 << 30

    outcomes, _ = behind([[getpid], [500], [4000]])

    x32 = -signal.SIGSYS if MACHINE == "x86_64" else errno.ENOSYS
    assert outcomes == [x32, errno.ENOSYS, errno.ENOSYS]


@pytest.mark.skipif(MACHINE != "x86_64", reason="the other machine has no such convention")
def test_an_i386_call_dies() -> None:
    behind([], sys.executable, "-c", I386_GETPID, expect=-signal.SIGSYS)


def test_python_with_threads_children_and_socket_pairs_notices_nothing() -> None:
    _, output = behind([], sys.executable, "-W", "error", "-c", BUSY_PYTHON)

    assert output == "7\n0 0\n"


def test_the_filter_holds_behind_execve() -> None:
    code = "import socket\ntry: socket.socket()\nexcept OSError as e: print(e.errno)"

    _, output = behind([], sys.executable, "-c", code)

    assert output == f"{errno.EAFNOSUPPORT}\n"


@pytest.mark.parametrize("machine", sorted({MACHINE, "aarch64"}))
def test_the_numbers_are_those_of_the_kernels_headers(machine: str) -> None:
    header = HEADERS[machine]
    if not header.exists():
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing(f"no {header}: install linux-libc-dev")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\s", header.read_text())
    numbers = {name: int(number) for name, number in found}

    calls = MACHINES[machine].calls

    shared = calls.keys() & numbers.keys()
    assert len(shared) > 70
    assert {name: calls[name] for name in shared} == {name: numbers[name] for name in shared}

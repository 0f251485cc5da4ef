"""The boxes of a worker: a guard that dies, a worker that dies, cores that are shared."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.port import Limits, SandboxFailed
from tests.integration.boxes import shell


def test_a_guard_that_dies_is_an_exception_and_is_replaced() -> None:
    others = _children_that_guard()
    with open_sandbox(cores=1) as sandbox:
        (guard,) = _children_that_guard() - others
        timer = threading.Timer(0.3, os.kill, (guard, signal.SIGKILL))
        timer.start()
        with pytest.raises(SandboxFailed, match="guard"):
            shell(sandbox, "sleep 20", limits=Limits(wall_s=30))
        timer.join()
        assert shell(sandbox, "echo again").stdout.data == b"again\n"


# A duration that no other process sleeps.
SLEEP_S = str(100_000 + os.getpid())

WORKER_THAT_IS_KILLED = f"""
from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.port import Command, Limits
with open_sandbox(cores=1) as sandbox, sandbox.box() as box:
    print("ready", flush=True)
    box.run(Command(("/bin/sleep", "{SLEEP_S}"), Limits(wall_s=60)))
"""


def test_nothing_outlives_a_worker_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORKER_THAT_IS_KILLED], stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        _wait_until(lambda: _sleepers() == 1)
        worker.kill()
    _wait_until(lambda: _sleepers() == 0)


def test_processes_that_share_a_folder_of_locks_never_share_a_core(tmp_path: Path) -> None:
    with (
        open_sandbox(cores=1, lock_folder=tmp_path) as one,
        open_sandbox(cores=1, lock_folder=tmp_path) as other,
    ):
        entered = threading.Event()

        def enter() -> None:
            with other.box():
                entered.set()

        with one.box():
            thread = threading.Thread(target=enter)
            thread.start()
            assert not entered.wait(0.2)
        assert entered.wait(10)
        thread.join()


def _children_that_guard() -> set[int]:
    listed = Path(f"/proc/self/task/{threading.main_thread().native_id}/children").read_text()
    return {
        int(pid)
        for pid in listed.split()
        if b"sandbox.native.guard" in Path(f"/proc/{pid}/cmdline").read_bytes()
    }


def _sleepers() -> int:
    found = 0
    for cmdline in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += cmdline.read_bytes() == f"/bin/sleep\0{SLEEP_S}\0".encode()
        except OSError:
            continue
    return found


def _wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)

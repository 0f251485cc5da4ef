"""A box: what goes in, what comes out, what it says of a run; attacks are elsewhere."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.native.pool import NativeSandbox
from pyworker.sandbox.port import MIB, Command, Ended, File, Limits, SandboxFailed
from tests.integration.boxes import python, run, shell

CLOCK_S = 0.010  # how far past its limit a run may go; more for a machine that runs other tests
BUSY = 20


@pytest.fixture(scope="module")
def sandbox() -> Iterator[NativeSandbox]:
    opened = open_sandbox()
    yield opened
    opened.close()


def test_a_program_that_ends_by_itself(sandbox: NativeSandbox) -> None:
    seen = shell(sandbox, "echo out; echo err >&2; exit 3")
    assert (seen.ended, seen.exit_code, seen.signal) == (Ended.EXIT, 3, None)
    assert (seen.stdout.data, seen.stderr.data) == (b"out\n", b"err\n")
    assert not seen.stdout.truncated
    assert 0 < seen.cpu_s < seen.wall_s + 0.1
    assert seen.memory_bytes > 0


def test_a_program_that_dies_by_a_signal(sandbox: NativeSandbox) -> None:
    seen = shell(sandbox, "kill -SEGV $$")
    assert (seen.ended, seen.exit_code, seen.signal) == (Ended.SIGNAL, None, signal.SIGSEGV)


def test_a_program_that_cannot_be_executed_is_no_fault_of_the_sandbox(
    sandbox: NativeSandbox,
) -> None:
    missing = run(sandbox, "/box/missing")
    garbage = run(sandbox, "/box/a", files=(File("a", b"\x7fELF garbage", executable=True),))
    forbidden = run(sandbox, "/box/a", files=(File("a", b"#!/bin/sh\n"),))
    assert [seen.exit_code for seen in (missing, garbage, forbidden)] == [126] * 3
    assert b"No such file" in bytes(missing.stderr.data)
    assert b"Exec format error" in bytes(garbage.stderr.data)
    assert b"Permission denied" in bytes(forbidden.stderr.data)


def test_input_is_read_from_the_position_of_its_descriptor(
    sandbox: NativeSandbox, tmp_path: Path
) -> None:
    (tmp_path / "in").write_bytes(b"skipped\nread\n")
    descriptor = os.open(tmp_path / "in", os.O_RDONLY)
    os.lseek(descriptor, len(b"skipped\n"), os.SEEK_SET)
    assert run(sandbox, "/bin/cat", stdin=descriptor).stdout.data == b"read\n"
    os.close(descriptor)
    assert run(sandbox, "/bin/cat").stdout.data == b""


def test_files_of_every_size_from_bytes_and_descriptors(
    sandbox: NativeSandbox, tmp_path: Path
) -> None:
    large = os.urandom(3 * MIB)
    (tmp_path / "held").write_bytes(b"held\n")
    descriptor = os.open(tmp_path / "held", os.O_RDONLY)
    files = (
        File("empty", b""),
        File("deep/in/folders", b"deep\n"),
        File("large", large),
        File("held", descriptor),
    )
    seen = shell(sandbox, "cat deep/in/folders held; wc -c <empty; cat large", files=files)
    os.close(descriptor)
    assert bytes(seen.stdout.data[:]) == b"deep\nheld\n0\n" + large


@pytest.mark.parametrize("name", ["../up", "/root", "a/../../b", "", "a//b", "."])
def test_a_file_stays_in_the_working_folder(sandbox: NativeSandbox, name: str) -> None:
    with pytest.raises(SandboxFailed, match="not a name"):
        run(sandbox, "/bin/true", files=(File(name, b""),))
    assert run(sandbox, "/bin/true").exit_code == 0


def test_the_environment_is_what_was_given(sandbox: NativeSandbox) -> None:
    os.environ["PYWORKER_OF_A_TEST"] = "not for a program"
    seen = run(sandbox, "/usr/bin/env", environment={"ONLY": "this"})
    del os.environ["PYWORKER_OF_A_TEST"]
    assert seen.stdout.data == b"ONLY=this\n"


def test_three_descriptors_are_all_that_a_program_has(sandbox: NativeSandbox) -> None:
    seen = python(sandbox, "import os; print(sorted(os.listdir('/proc/self/fd')))")
    # The fourth is the one that reads the folder.
    assert seen.stdout.data == b"['0', '1', '2', '3']\n"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("limit", [0, 1, 1000, 32 * 1024, 5 * MIB])
def test_output_is_cut_exactly_at_its_limit(
    sandbox: NativeSandbox, stream: str, limit: int
) -> None:
    limits = Limits(stdout_bytes=limit, stderr_bytes=limit)
    redirect = "" if stream == "stdout" else ">&2"
    over = shell(sandbox, f"yes {redirect}", limits=limits)
    assert (over.ended, over.over) == (Ended.OUTPUT, stream)
    output = over.stdout if stream == "stdout" else over.stderr
    assert output.truncated
    assert bytes(output.data[:]) == (b"y\n" * limit)[:limit]
    within = shell(sandbox, f"head -c {limit} /dev/zero {redirect}", limits=limits)
    output = within.stdout if stream == "stdout" else within.stderr
    assert (within.ended, output.truncated, len(output)) == (Ended.EXIT, False, limit)


def test_an_excerpt_has_head_and_tail(sandbox: NativeSandbox) -> None:
    seen = shell(sandbox, "echo first; head -c 100000 /dev/zero; echo last")
    excerpt = seen.stdout.excerpt(100)
    assert excerpt.startswith(b"first\n")
    assert excerpt.endswith(b"last\n")
    assert b"bytes left out" in excerpt
    assert len(excerpt) < 150


def test_a_file_that_is_too_long(sandbox: NativeSandbox) -> None:
    limits = Limits(file_bytes=1000)
    seen = shell(sandbox, "exec head -c 2000 /dev/zero >f", limits=limits)
    assert (seen.ended, seen.over) == (Ended.OUTPUT, "file")


@pytest.mark.parametrize("wait", ["", "& wait"], ids=["itself", "a child"])
def test_processor_time_ends_a_run_at_its_limit(sandbox: NativeSandbox, wait: str) -> None:
    seen = shell(sandbox, f"(while :; do :; done) {wait}", limits=Limits(cpu_s=0.3, wall_s=9))
    assert (seen.ended, seen.signal) == (Ended.CPU, signal.SIGKILL)
    assert 0.3 <= seen.cpu_s < 0.3 + CLOCK_S * BUSY


def test_processor_time_is_that_of_all_threads_together(sandbox: NativeSandbox) -> None:
    source = """
import threading
def spin():
    while True: pass
for _ in range(4): threading.Thread(target=spin).start()
"""
    seen = python(sandbox, source, limits=Limits(cpu_s=0.3, wall_s=9))
    assert seen.ended is Ended.CPU
    assert 0.3 <= seen.cpu_s < 0.3 + CLOCK_S * BUSY


def test_processor_time_of_a_child_that_nobody_waited_for(sandbox: NativeSandbox) -> None:
    source = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
if not os.fork():
    while time.process_time() < 0.2: pass
    os._exit(0)
time.sleep(1)
"""
    seen = python(sandbox, source, limits=Limits(cpu_s=9, wall_s=9))
    assert seen.cpu_s >= 0.2


def test_wall_time_and_idleness(sandbox: NativeSandbox) -> None:
    idle = shell(sandbox, "sleep 9", limits=Limits(cpu_s=5, wall_s=0.3))
    half = python(
        sandbox,
        "import time\nwhile True:\n t = time.process_time() + .01\n"
        " while time.process_time() < t: pass\n time.sleep(.01)",
        limits=Limits(cpu_s=5, wall_s=0.5),
    )
    assert (idle.ended, half.ended) == (Ended.IDLE, Ended.WALL)
    assert 0.3 <= idle.wall_s < 0.3 + CLOCK_S * BUSY


@pytest.fixture
def busy_machine() -> Iterator[None]:
    """Programs that leave others a small share of each core, as each is scheduled as a group."""
    script = "while :; do :; done"
    with contextlib.ExitStack() as stack:
        for core in sorted(os.sched_getaffinity(0)):
            for _ in range(6):
                command = ["taskset", "-c", str(core), "/bin/sh", "-c", script]
                stack.callback(_end, subprocess.Popen(command, start_new_session=True))
        yield


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


@pytest.mark.usefixtures("busy_machine")
def test_who_waits_for_a_core_on_a_busy_machine_is_not_idle(sandbox: NativeSandbox) -> None:
    limits = Limits(cpu_s=0.15, wall_s=0.4)
    busy = shell(sandbox, "while :; do :; done", limits=limits)
    idle = shell(sandbox, "sleep 9", limits=limits)
    assert busy.ended in (Ended.CPU, Ended.WALL)
    assert busy.ended is Ended.CPU or busy.wall_s > 2 * limits.wall_s
    assert idle.ended is Ended.IDLE


def test_a_program_that_stopped_itself(sandbox: NativeSandbox) -> None:
    seen = shell(sandbox, "kill -STOP $$", limits=Limits(wall_s=0.3))
    assert seen.ended is Ended.IDLE


def test_memory_over_its_limit(sandbox: NativeSandbox) -> None:
    limits = Limits(memory_bytes=64 * MIB)
    seen = python(sandbox, "x = bytearray(200 << 20)", limits=limits)
    assert seen.ended is Ended.MEMORY
    assert seen.oom_kills
    assert seen.memory_bytes <= 65 * MIB


def test_the_peak_of_memory_is_seen_though_it_was_given_back(sandbox: NativeSandbox) -> None:
    source = "import time; x = bytearray(100 << 20); del x"
    seen = python(sandbox, source)
    assert seen.exit_code == 0
    assert 100 * MIB <= seen.memory_bytes < 130 * MIB
    assert python(sandbox, "pass").memory_bytes < 30 * MIB


def test_a_small_program_has_a_small_peak_within_any_limit(sandbox: NativeSandbox) -> None:
    if sandbox.mode.memory_kind != "cgroup-peak":
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("no account of memory on this machine")
    peaks = [run(sandbox, "/bin/true").memory_bytes for _ in range(5)]
    assert max(peaks) < 2 * MIB
    # The process that waits to be the program has its place in it, whatever the limit is.
    least = [run(sandbox, "/bin/true", limits=Limits(memory_bytes=MIB // 4)) for _ in range(3)]
    assert [(seen.ended, seen.exit_code) for seen in least] == [(Ended.EXIT, 0)] * 3


def test_a_program_sees_its_account_as_the_root_of_all_groups(sandbox: NativeSandbox) -> None:
    seen = run(sandbox, "/bin/cat", "/proc/self/cgroup")
    groups = bytes(seen.stdout.data).decode().splitlines()
    assert {line.rpartition(":")[2] for line in groups} == {"/"}


def test_what_a_program_writes_counts_as_its_memory(sandbox: NativeSandbox) -> None:
    limits = Limits(memory_bytes=40 * MIB, disk_bytes=500 * MIB, file_bytes=500 * MIB)
    seen = shell(sandbox, "head -c 100000000 /dev/zero > f", limits=limits)
    assert seen.ended is Ended.MEMORY


def test_the_disk_is_limited_in_bytes_and_in_files(sandbox: NativeSandbox) -> None:
    limits = Limits(disk_bytes=MIB, disk_files=10)
    full = shell(sandbox, "head -c 3000000 /dev/zero > f; stat -c %s f", limits=limits)
    many = shell(
        sandbox, "for i in $(seq 20); do touch $i || break; done; ls | wc -l", limits=limits
    )
    assert int(bytes(full.stdout.data)) <= MIB
    assert b"No space left" in bytes(full.stderr.data)
    assert many.stdout.data == b"10\n"


def test_processes_over_their_number(sandbox: NativeSandbox) -> None:
    source = "import os, time\nwhile True:\n if not os.fork(): time.sleep(9)"
    seen = python(sandbox, source, limits=Limits(processes=10, wall_s=5))
    assert (seen.ended, seen.exit_code) == (Ended.PROCESSES, 1)
    assert seen.forks_refused >= 1
    # In time: nobody waits for the children.
    assert seen.wall_s < 5


def test_files_are_brought_out(sandbox: NativeSandbox) -> None:
    large = 2 * MIB
    seen = shell(
        sandbox,
        "echo a > a.out; chmod +x a.out; echo > c; ln -s c l.out;"
        f"head -c {large} /dev/zero > b.out",
        take=("*.out",),
    )
    assert [(file.name, len(file.data), file.executable) for file in seen.taken] == [
        ("a.out", 2, True),
        ("b.out", large, False),
    ]
    assert seen.taken[0].data == b"a\n"
    assert len(seen.left) == 1
    assert "l.out" in seen.left[0]


def test_a_run_starts_in_a_fresh_box(sandbox: NativeSandbox) -> None:
    with sandbox.box() as box:
        command = Command(
            ("/bin/sh", "-c", "ls -AR /tmp/ /dev/shm/ *; echo left > /tmp/f"), Limits()
        )
        first, second = box.run(command), box.run(command)
    assert first.stdout.data == second.stdout.data
    assert b"f\n" not in bytes(second.stdout.data)


def test_threads_share_the_boxes(sandbox: NativeSandbox) -> None:
    seen: list[bytes] = []

    def work(name: str) -> None:
        runs = (shell(sandbox, f"echo {name} > f; cat *") for _ in range(5))
        seen.extend(bytes(each.stdout.data) for each in runs)

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(f"{number}\n".encode() for number in range(6) for _ in range(5))


def test_a_run_has_one_core(sandbox: NativeSandbox) -> None:
    seen = python(sandbox, "import os; print(len(os.sched_getaffinity(0)))")
    assert seen.stdout.data == b"1\n"


def test_the_mode_says_what_stands_between(sandbox: NativeSandbox) -> None:
    mode = sandbox.mode
    assert {"mount", "pid", "net", "uts", "ipc", "cgroup"} <= set(mode.namespaces)
    assert (mode.seccomp, mode.insecure) == (True, False)

"""Cgroups of this machine: limits, accounts, delegation, removal; as root and as a user."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pyworker.sandbox.native.cgroups.account import open_account
from pyworker.sandbox.native.cgroups.layout import Group, Layout, detect
from pyworker.sandbox.native.cgroups.mounts import read_mounts
from pyworker.sandbox.native.cgroups.removal import is_stale, new_name, remove
from tests.contract.backend import eventually

MIB = 1 << 20
SOMEONE = 54321  # a user who owns nothing
ROOT = Path(__file__).parents[2]

root_only = pytest.mark.skipif(
    os.geteuid() != 0, reason="gives folders to another user: run as root"
)


@pytest.fixture
def layout() -> Layout:
    """The layout of a machine where this process may use all controllers."""
    found = detect()
    if found.reasons:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("\n".join(found.reasons))
    return found


@pytest.fixture
def group(layout: Layout) -> Iterator[Group]:
    made = layout.create("test")
    yield made
    assert made.remove()


def runs(*arguments: str) -> dict[str, Any]:
    program = [sys.executable, "-m", "tests.integration.cgroup_runs", *arguments]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.usefixtures("layout")
def test_account_of_runs_one_after_the_other() -> None:
    names = ["cpu_of_an_orphan", "memory_30", "memory_200", "memory_200_of_400", "memory_30_of_20"]
    report = runs(*names, "forks_30", "nothing")
    orphan, thirty, killed, large, killed_at_20, forks, nothing = report["runs"]

    assert report["kinds"] == ["cgroup", "cgroup-peak"]
    assert 0.1 <= orphan["cpu_s"] < 0.3
    assert 29 * MIB <= thirty["peak_bytes"] < 34 * MIB
    assert (thirty["ended"], thirty["oom_kills"]) == (0, 0)
    assert (killed["ended"], killed["oom_kills"] > 0) == (-signal.SIGKILL, True)
    assert 60 * MIB < killed["peak_bytes"] <= 64 * MIB
    assert (large["ended"], large["oom_kills"]) == (0, 0)
    assert 199 * MIB <= large["peak_bytes"] < 205 * MIB
    assert (killed_at_20["ended"], killed_at_20["oom_kills"] > 0) == (-signal.SIGKILL, True)
    assert forks["ended"] == 15  # of 30: 16 at once, the program itself is one
    assert forks["forks_refused"] == 15
    assert nothing["cpu_s"] < 0.1
    assert nothing["peak_bytes"] < 4 * MIB
    assert (nothing["oom_kills"], nothing["forks_refused"]) == (0, 0)
    assert (report["removed"], report["left"]) == (True, [])


def test_removal_kills_what_is_left(layout: Layout) -> None:
    group = layout.create("test")
    sleeper = subprocess.Popen(["sleep", "600"])
    for folder in group.folders.values():
        Path(folder, "cgroup.procs").write_text(str(sleeper.pid))

    assert group.remove()
    assert sleeper.wait(timeout=10) == -signal.SIGKILL
    assert not any(Path(folder).exists() for folder in group.folders.values())


def test_a_dead_workers_groups_are_removed_and_a_living_ones_are_not(
    layout: Layout, group: Group
) -> None:
    # Given a worker that dies with a group
    program = "from pyworker.sandbox.native.cgroups.layout import detect; import os, signal; "
    program += "print(*detect().create('lost').folders.values(), flush=True); "
    program += "os.kill(os.getpid(), signal.SIGKILL)"
    dead = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    lost = [Path(folder) for folder in dead.stdout.split()]
    assert dead.returncode == -signal.SIGKILL
    assert lost

    # When another makes one
    layout.create("next").remove()

    assert not any(folder.exists() for folder in lost)
    assert all(Path(folder).exists() for folder in group.folders.values())


def test_names_of_groups_tell_who_made_them() -> None:
    name = new_name("box")
    _, pid, started, namespace, *_ = name.split("-")

    assert not is_stale(name)
    assert new_name("box") != name
    assert is_stale(f"pyworker-{pid}-1-{namespace}-box-0")  # the same pid, given again
    assert not is_stale(f"pyworker-{pid}-{int(started) + 1}-1-box-0")  # not to be told from here
    assert not is_stale("pyworker-daemon")
    assert not is_stale("someone-elses")


@root_only
@pytest.mark.usefixtures("layout")
def test_without_delegation_a_user_is_told_what_to_type() -> None:
    report = runs("--user", str(SOMEONE), "nothing")

    assert (report["kind"], report["controllers"]) == ("none", [])
    assert [reason.split()[0] for reason in report["reasons"]] == ["memory", "pids", "cpuacct"]
    assert all(f"user {SOMEONE}" in reason for reason in report["reasons"])
    assert report["kinds"] == ["rusage", "max-rss"]
    assert report["runs"][0]["peak_bytes"] is None


@pytest.fixture
def delegated(layout: Layout) -> Iterator[list[str]]:
    """Folders below our own groups that belong to someone else, as a remedy tells root to make."""
    if "v2" in layout.bases:
        pytest.skip("this machine has version 2: test_sandbox_cgroups_v2 has a kernel of its own")
    folders = [f"{base}/test-{new_name('user')}" for base in layout.bases.values()]
    for folder in folders:
        os.mkdir(folder)
        os.chown(folder, SOMEONE, SOMEONE)
    yield folders
    assert remove(folders, within_s=5.0)


@root_only
def test_a_user_has_all_of_it_in_delegated_groups(delegated: list[str]) -> None:
    into = [word for folder in delegated for word in ("--into", folder)]
    report = runs("--user", str(SOMEONE), *into, "memory_30", "memory_200", "forks_30")
    thirty, killed, forks = report["runs"]

    assert report["reasons"] == []
    assert report["kinds"] == ["cgroup", "cgroup-peak"]
    assert 29 * MIB <= thirty["peak_bytes"] < 34 * MIB
    assert 0 < thirty["cpu_s"] < 0.3
    assert (killed["ended"], killed["oom_kills"] > 0) == (-signal.SIGKILL, True)
    assert forks["forks_refused"] == 15
    assert (report["removed"], report["left"]) == (True, [])


def test_version_2_without_controllers_measures_cpu_time_and_kills(tmp_path: Path) -> None:
    """Version 2 beside version 1 has none, and does these two for any group."""
    mountinfo = Path("/proc/self/mountinfo").read_text()
    only_v2 = [line for line in mountinfo.splitlines() if " - cgroup2 " in line]
    (tmp_path / "mountinfo").write_text("\n".join(only_v2))
    shutil.copyfile("/proc/self/cgroup", tmp_path / "cgroup")
    layout = detect(tmp_path)
    if layout.kind != "v2" or layout.from_v2:
        pytest.skip("no version 2 without controllers here that is ours")
    assert layout.controllers == ("cpuacct",)
    assert all("was not given it" in reason for reason in layout.reasons)

    group = layout.create("test")
    account = open_account(group.folders)
    account.begin(64 * MIB, 16)
    # Its child, which burns, starts once it is inside.
    burner = subprocess.Popen(
        ["sh", "-c", "read go; (while :; do :; done) & wait"], stdin=subprocess.PIPE
    )
    try:
        assert burner.stdin
        Path(group.folders["v2"], "cgroup.procs").write_text(str(burner.pid))
        burner.stdin.write(b"go\n")
        burner.stdin.close()
        eventually(lambda: (account.cpu_s() or 0.0) > 0.02)
        assert account.kinds == ("cgroup", "max-rss")
    finally:
        burner.kill()
        burner.wait(timeout=10)
        account.close()
        assert group.remove()


def test_this_processs_own_groups_are_found() -> None:
    proc = Path("/proc/self")
    mounts = read_mounts((proc / "mountinfo").read_text(), (proc / "cgroup").read_text())
    mine = {m.folder for m in mounts if str(os.getpid()) in _members(m.folder)}

    assert mine == {mount.folder for mount in mounts}


def _members(folder: str) -> list[str]:
    return Path(folder, "cgroup.procs").read_text().split()

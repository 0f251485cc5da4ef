"""What is made of a machine's hierarchies: plain folders and files stand in for the kernel's."""

import os
from pathlib import Path

import pytest

from pyworker.sandbox.native.cgroups.account import Account, open_account
from pyworker.sandbox.native.cgroups.layout import Layout, detect
from pyworker.sandbox.native.cgroups.meters import Memory2
from pyworker.sandbox.native.cgroups.removal import remove
from pyworker.sandbox.port import SandboxFailed


class Machine:
    """A process's /proc and the hierarchies that it is in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mounts: list[str] = []
        self._groups: list[str] = []

    def v1(self, controller: str, options: str = "rw") -> Path:
        point = self.folder / controller
        point.mkdir()
        number = len(self._mounts) + 1
        mount = f"{number} 0 0:{number} / {point} {options} - cgroup cgroup rw,{controller}"
        self._mounts.append(mount)
        self._groups.append(f"{number}:{controller}:/")
        return point

    def v2(self, group: str, controllers: str, options: str = "rw") -> Path:
        point = self.folder / "unified"
        own = point / group
        own.mkdir(parents=True)
        for base in {own, own.parent}:
            (base / "cgroup.controllers").write_text(controllers)
            (base / "cgroup.procs").touch()
            (base / "cgroup.subtree_control").touch()
        self._mounts.append(f"99 0 0:99 / {point} {options} - cgroup2 cgroup2 rw")
        self._groups.append(f"0::/{group}")
        return own

    def detect(self) -> Layout:
        (self.folder / "mountinfo").write_text("\n".join(self._mounts))
        (self.folder / "cgroup").write_text("\n".join(self._groups))
        return detect(self.folder)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_version_2_gives_all(machine: Machine) -> None:
    own = machine.v2("service", "cpu io memory pids")

    assert machine.detect() == Layout("v2", {"v2": str(own)}, ("memory", "pids"))


def test_a_worker_that_moved_to_the_leaf_shares_out_its_parent(machine: Machine) -> None:
    leaf = machine.v2("service/pyworker-daemon", "memory pids")

    assert machine.detect().bases == {"v2": str(leaf.parent)}


def test_version_1_is_enough_in_a_hybrid_layout(machine: Machine) -> None:
    bases = {name: str(machine.v1(name)) for name in ("memory", "pids", "cpuacct")}
    machine.v2("", "hugetlb")

    assert machine.detect() == Layout("hybrid", bases)


def test_version_2_fills_up_what_version_1_lacks(machine: Machine) -> None:
    memory = machine.v1("memory")
    own = machine.v2("service", "pids")
    layout = machine.detect()

    assert layout == Layout("hybrid", {"memory": str(memory), "v2": str(own)}, ("pids",))
    assert layout.controllers == ("memory", "pids", "cpuacct")


def test_a_controller_that_nothing_has(machine: Machine) -> None:
    machine.v1("pids")
    layout = machine.detect()

    assert (layout.kind, layout.controllers) == ("v1", ("pids",))
    memory, cpu = layout.reasons
    assert "cgroup_enable=memory" in memory
    assert cpu.startswith("cpuacct (CPU time of all processes): no mounted hierarchy")


def test_a_container_without_groups_of_its_own(machine: Machine) -> None:
    machine.v2("", "memory pids", options="ro,nosuid")
    layout = machine.detect()

    assert (layout.kind, layout.controllers) == ("none", ())
    assert all("mounted read-only; give the container" in reason for reason in layout.reasons)


def test_no_cgroups_at_all(machine: Machine) -> None:
    layout = machine.detect()
    group = layout.create()

    assert (layout.kind, len(layout.reasons), group.folders) == ("none", 3, {})
    assert type(open_account(group.folders)) is Account
    assert group.remove()


def test_a_refusal_names_the_command_that_explains(machine: Machine) -> None:
    layout = Layout("v1", {"memory": str(machine.folder / "gone")})

    with pytest.raises(SandboxFailed, match="`pyworker doctor` says what is missing"):
        layout.create()


def test_a_kernel_that_resets_the_peak_is_told_to(tmp_path: Path) -> None:
    """Linux 6.12: writing to memory.peak resets it for that descriptor."""
    files = {"memory.current": "0", "memory.events": "max 0\noom_kill 3\n", "memory.max": "max"}
    for name, text in {**files, "memory.peak": "9000000\n", "cgroup.procs": ""}.items():
        (tmp_path / name).write_text(text)
    for name in ("cpu.stat", "pids.max", "pids.events", "pids.current"):
        (tmp_path / name).touch()
    account = open_account({"v2": str(tmp_path)})
    account.begin(64 << 20, 16)
    assert (tmp_path / "memory.max").read_text() == str(64 << 20)
    assert (tmp_path / "memory.peak").read_text().startswith("resetreset")

    (tmp_path / "memory.peak").write_text("5000000\n")
    (tmp_path / "memory.events").write_text("max 0\noom_kill 5\n")
    assert account.kinds == ("cgroup", "cgroup-peak")
    assert (account.peak_bytes(), account.oom_kills()) == (5_000_000, 2)
    account.close()


@pytest.mark.parametrize(
    ("between", "waiting", "after", "hits", "peak"),
    [
        (0, 0, 0, 0, 9_000_000),
        (2_000_000, 2_600_000, 2_500_000, 0, 7_000_000),  # the process that waits has 0.6
        (2_000_000, 1_500_000, 2_500_000, 0, 7_500_000),  # more was given back meanwhile
        (2_000_000, 2_600_000, 500_000, 0, 8_500_000),
        (2_000_000, 2_600_000, 2_500_000, 1, 9_000_000),
    ],
)
def test_what_earlier_runs_left_is_not_this_runs_peak(
    tmp_path: Path, between: int, waiting: int, after: int, hits: int, peak: int
) -> None:
    for name, text in {"max": "max", "events": "max 0\n", "current": str(between)}.items():
        (tmp_path / f"memory.{name}").write_text(text)
    (tmp_path / "memory.peak").touch()
    folder = os.open(tmp_path, os.O_RDONLY)
    memory = Memory2(folder)
    os.close(folder)
    memory.renew()
    (tmp_path / "memory.current").write_text(str(waiting))
    memory.begin(64 << 20)
    (tmp_path / "memory.peak").write_text("9000000")
    (tmp_path / "memory.current").write_text(str(after))
    (tmp_path / "memory.events").write_text(f"max {hits}\n")

    assert memory.peak() == peak
    memory.close()


def test_a_process_that_cannot_be_seen_is_not_taken_for_us(tmp_path: Path) -> None:
    """The kernel lists a process of a pid namespace above as 0; kill(0) is our own group."""
    (tmp_path / "cgroup.procs").write_text("0\n")

    assert not remove([str(tmp_path)], within_s=0.0)
    assert (tmp_path / "cgroup.procs").exists()

"""What disturbs measures, as other machines tell it."""

import pytest

from pyworker.sandbox.host import accuracy, groups
from pyworker.sandbox.host.finding import State
from pyworker.sandbox.native.cgroups.layout import Layout
from pyworker.sandbox.native.cgroups.remedies import not_mounted

SWAPS = """\
Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority
/dev/dm-1                               partition\t8388604\t\t0\t\t-2
/swapfile                               file\t\t2097148\t\t0\t\t-3
"""


def test_swap() -> None:
    assert accuracy.swap(SWAPS).text == "on (/dev/dm-1, /swapfile): what is swapped is slow"
    assert accuracy.swap(SWAPS).remedy == "swapoff -a"
    assert accuracy.swap(SWAPS.splitlines()[0]).state is State.OK
    assert accuracy.swap("").state is State.OK


def test_threads_that_share_a_core() -> None:
    shared = accuracy.cores(8, 4)

    assert shared.state is State.ADVICE
    assert "8 processors are threads of 4 cores: 4 programs run at once" in shared.text
    assert accuracy.cores(4, 4).state is State.OK


def test_governors() -> None:
    mixed = accuracy.governor({0: "performance", 1: "powersave", 2: "schedutil"})

    assert mixed.text == "powersave, schedutil: processors change their speed"
    assert "tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor" in mixed.remedy
    assert accuracy.governor({0: "performance", 1: "performance"}).text == "performance"
    assert accuracy.governor({0: "", 1: ""}).state is State.OK


@pytest.mark.parametrize(
    ("enabled", "state"),
    [
        ("[always] madvise never", State.ADVICE),
        ("always [madvise] never", State.OK),
        ("always madvise [never]", State.OK),
        ("", State.OK),
    ],
)
def test_huge_pages(enabled: str, state: State) -> None:
    assert accuracy.huge_pages(enabled).state is state


@pytest.mark.parametrize(
    ("cpu_max", "processors", "state"),
    [
        ("max 100000", 2, State.OK),
        ("", 2, State.OK),
        ("400000 100000", 4, State.OK),
        ("150000 100000", 2, State.ADVICE),
        ("1 0", 2, State.OK),
    ],
)
def test_quotas(cpu_max: str, processors: int, state: State) -> None:
    assert accuracy.quota(cpu_max, processors).state is state


def test_a_quota_is_told_in_processors() -> None:
    assert accuracy.quota("150000 100000", 8).text.startswith("1.5 of 8 processors")


def test_cgroups() -> None:
    layout = Layout("v2", {"v2": "/sys/fs/cgroup/a"}, ("pids",), (not_mounted("memory"),))
    found = {finding.name: finding for finding in groups.findings(layout)}

    assert {name: finding.state for name, finding in found.items()} == {
        "layout": State.OK,
        "pids": State.OK,
        "cpuacct": State.OK,
        "memory": State.MISSING,
    }
    assert found["memory"].text == "no limit and peak of memory: no mounted hierarchy has it"
    assert found["memory"].remedy.startswith("mount one as root")

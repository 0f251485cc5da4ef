"""Version 2 of cgroups with all controllers, on a kernel of its own (Linux 6.1).

One test, since workers of one pytest run would start a kernel each.
"""

import signal
from pathlib import Path
from typing import Any

from tests.integration.own_kernel import SERVICE, SOMEONE, USER, WITHHELD, boot, python

MIB = 1 << 20
RUNS = "tests.integration.cgroup_runs"
NAMES = ("cpu_of_an_orphan", "memory_30", "memory_200", "memory_30", "forks_30", "nothing")
LEFT = f"find {SERVICE} {USER} -mindepth 1 -type d"


def test_version_2_for_root_for_a_user_and_for_a_stranger(tmp_path: Path) -> None:
    script = [
        python(RUNS, "--into", SERVICE, *NAMES),
        python(RUNS, "--into", USER, "--user", str(SOMEONE), *NAMES),
        python(RUNS, "--into", WITHHELD, "nothing"),
        python(RUNS, "--into", WITHHELD, "--user", str(SOMEONE)),
        f"""echo 'said: "'$({LEFT})'"'""",
    ]
    root, user, withheld, stranger, left = boot(script, tmp_path)

    accounts_of_runs_are_right(root)
    accounts_of_runs_are_right(user)
    a_group_without_controllers_is_told_from_one_with(withheld)
    a_stranger_is_told_how_groups_are_delegated(stranger)
    # Nothing but the leaves that the workers moved to.
    assert {Path(folder).name for folder in left.split()} == {"pyworker-daemon"}


def accounts_of_runs_are_right(report: dict[str, Any]) -> None:
    orphan, thirty, killed, again, forks, nothing = report["runs"]

    assert (report["kind"], report["reasons"]) == ("v2", [])
    assert report["kinds"] == ["cgroup", "cgroup-peak"]
    assert 0.1 <= orphan["cpu_s"] < 1.0
    assert 29 * MIB <= thirty["peak_bytes"] < 36 * MIB
    assert (killed["ended"], killed["oom_kills"] > 0) == (-signal.SIGKILL, True)
    assert killed["peak_bytes"] == 64 * MIB
    assert 29 * MIB <= again["peak_bytes"] < 36 * MIB
    assert (again["ended"], again["oom_kills"]) == (0, 0)
    assert (forks["ended"], forks["forks_refused"]) == (15, 15)
    assert nothing["peak_bytes"] < 4 * MIB
    assert (nothing["oom_kills"], nothing["forks_refused"]) == (0, 0)
    assert (report["removed"], report["left"]) == (True, [])


def a_group_without_controllers_is_told_from_one_with(report: dict[str, Any]) -> None:
    assert report["controllers"] == ["cpuacct"]
    assert report["kinds"] == ["cgroup", "max-rss"]
    assert "echo +memory > /sys/fs/cgroup/withheld/cgroup.subtree_control" in report["reasons"][0]


def a_stranger_is_told_how_groups_are_delegated(report: dict[str, Any]) -> None:
    assert report["kind"] == "none"
    assert "systemd-run --user --scope -p Delegate=yes" in report["reasons"][0]

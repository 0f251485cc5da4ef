"""Version 2 of cgroups with all controllers, on a kernel of its own (Linux 6.1)."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.integration.own_kernel import boot, find, python
from tests.servers.missing import MissingServer

MIB = 1 << 20
SOMEONE = 54321
RUNS = "tests.integration.cgroup_runs"
NAMES = ("cpu_of_an_orphan", "memory_30", "memory_200", "memory_30", "forks_30", "nothing")
# As systemd gives a service its group; the second is delegated to a user as documented in the
# kernel's cgroup-v2.rst, "Model of Delegation".
GROUPS = f"""
cd /sys/fs/cgroup
echo +memory +pids > cgroup.subtree_control
mkdir service user withheld
chown {SOMEONE} user user/cgroup.procs user/cgroup.subtree_control user/cgroup.threads
mkdir withheld/service
cd -
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What runs in three groups said: one of root's, a user's, one without controllers."""
    try:
        find()
    except MissingServer as missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))
    service, user, withheld = (
        f"/sys/fs/cgroup/{n}" for n in ("service", "user", "withheld/service")
    )
    script = [
        GROUPS,
        python(RUNS, "--into", service, *NAMES),
        python(RUNS, "--into", user, "--user", str(SOMEONE), *NAMES),
        python(RUNS, "--into", withheld, "nothing"),
        python(RUNS, "--into", withheld, "--user", str(SOMEONE)),
        f"echo 'said: {{\"folders\": \"'$(find {service} {user} -mindepth 1 -type d)'\"}}'",
    ]
    lines = boot("\n".join(script), tmp_path_factory.mktemp("kernel"))
    return dict(
        zip(("root", "user", "withheld", "stranger", "left"), map(json.loads, lines), strict=True)
    )


@pytest.mark.parametrize("who", ["root", "user"])
def test_account_of_runs_one_after_the_other(who: str, said: dict[str, dict[str, Any]]) -> None:
    report = said[who]
    orphan, thirty, killed, again, forks, nothing = report["runs"]

    assert (report["kind"], report["reasons"]) == ("v2", [])
    assert report["kinds"] == ["cgroup", "cgroup-peak"]
    assert 0.1 <= orphan["cpu_s"] < 1.0
    assert 30 * MIB <= thirty["peak_bytes"] < 36 * MIB
    assert (killed["ended"], killed["oom_kills"] > 0) == (-signal.SIGKILL, True)
    assert killed["peak_bytes"] == 64 * MIB
    assert 30 * MIB <= again["peak_bytes"] < 36 * MIB
    assert (again["ended"], again["oom_kills"]) == (0, 0)
    assert (forks["ended"], forks["forks_refused"]) == (15, 15)
    assert nothing["peak_bytes"] < 4 * MIB
    assert (nothing["oom_kills"], nothing["forks_refused"]) == (0, 0)


@pytest.mark.parametrize("who", ["root", "user"])
def test_groups_are_removed_with_those_of_every_run(
    who: str, said: dict[str, dict[str, Any]]
) -> None:
    assert (said[who]["removed"], said[who]["left"]) == (True, [])


def test_only_the_leaf_that_the_worker_moved_to_is_left(said: dict[str, dict[str, Any]]) -> None:
    folders = {Path(folder).name for folder in said["left"]["folders"].split()}

    assert folders == {"pyworker-daemon"}


def test_a_group_without_controllers_is_told_from_one_with(said: dict[str, dict[str, Any]]) -> None:
    report = said["withheld"]

    assert report["controllers"] == ["cpuacct"]
    assert report["kinds"] == ["cgroup", "max-rss"]
    assert "echo +memory > /sys/fs/cgroup/withheld/cgroup.subtree_control" in report["reasons"][0]


def test_a_stranger_is_told_how_groups_are_delegated(said: dict[str, dict[str, Any]]) -> None:
    report = said["stranger"]

    assert report["kind"] == "none"
    assert "systemd-run --user --scope -p Delegate=yes" in report["reasons"][0]

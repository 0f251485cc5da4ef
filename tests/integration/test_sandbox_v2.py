"""The whole sandbox on a kernel of its own (Linux 6.1) with version 2 of cgroups alone."""

from pathlib import Path
from typing import Any

from tests.integration import ordinary_user
from tests.integration.own_kernel import SERVICE, SOMEONE, USER, boot, python

MIB = 1 << 20
RUNS = "tests.integration.sandbox_runs"
NAMESPACES = ["user", "mount", "pid", "net", "uts", "ipc", "cgroup"]


def test_runs_as_root_and_as_a_user(tmp_path: Path) -> None:
    everybodys = ordinary_user.python_for_all()
    script = [
        python(RUNS, "--into", SERVICE),
        python(RUNS, "--into", USER, "--user", str(SOMEONE), interpreter=everybodys),
        python(RUNS, "--into", f"{SERVICE}/pyworker-daemon", "--without-clone3", "true", "groups"),
    ]
    root, user, contained = boot(script, tmp_path)

    runs_are_limited_and_told(root)
    runs_are_limited_and_told(user)
    assert (root["mode"]["user"], user["mode"]["user"]) == ("other", "same")
    for report in (root, user, contained):
        a_group_is_the_root_and_holds_little(report["runs"])
    assert was_born_in_its_group(root)
    assert was_born_in_its_group(user)
    assert not was_born_in_its_group(contained)


def a_group_is_the_root_and_holds_little(runs: dict[str, Any]) -> None:
    assert runs["groups"]["stdout"] == ["0::/"]
    assert 0 < runs["true"]["memory_bytes"] < 2 * MIB


def was_born_in_its_group(report: dict[str, Any]) -> bool:
    waits: dict[str, Any] = report["who_waits"]

    assert (waits["state"], waits["faults"] > 0) == ("S", True)
    born: bool = waits["counted"] >= waits["faults"]
    return born


def runs_are_limited_and_told(report: dict[str, Any]) -> None:
    mode, runs = report["mode"], report["runs"]

    assert (mode["namespaces"], mode["seccomp"], mode["reduced"]) == (NAMESPACES, True, [])
    assert (mode["cgroups"], mode["cpu_kind"], mode["memory_kind"]) == (
        "v2",
        "cgroup",
        "cgroup-peak",
    )
    assert [run["stderr"] for name, run in runs.items() if name != "memory_200"] == [""] * 7
    assert (runs["nothing"]["ended"], runs["nothing"]["exit_code"]) == ("exit", 0)
    assert (runs["exit_3"]["ended"], runs["exit_3"]["exit_code"]) == ("exit", 3)
    assert 30 * MIB <= runs["memory_30"]["memory_bytes"] < 60 * MIB
    assert runs["memory_30"]["ended"] == "exit"
    assert runs["memory_200"]["ended"] == "memory-limit"
    assert runs["forks"]["ended"] == "process-limit"
    assert (runs["after"]["ended"], runs["after"]["oom_kills"]) == ("exit", 0)
    assert runs["after"]["memory_bytes"] < 10 * MIB
    assert all(run["cpu_s"] > 0 for run in runs.values())

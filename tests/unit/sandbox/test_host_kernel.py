"""Kernels of other machines."""

from pathlib import Path

import pytest

from pyworker.sandbox.host import kernel
from pyworker.sandbox.host.finding import Finding, State
from pyworker.sandbox.host.machine import Machine

DEBIAN_12 = {
    "kernel/osrelease": "6.1.0-37-amd64\n",
    "kernel/seccomp/actions_avail": "kill_process kill_thread trap errno trace log allow\n",
    "kernel/core_pattern": "core\n",
    "kernel/randomize_va_space": "2\n",
}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for name, text in DEBIAN_12.items():
        file = tmp_path / "proc/sys" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Machine(tmp_path)


def by_name(machine: Machine) -> dict[str, Finding]:
    return {finding.name: finding for finding in kernel.findings(machine)}


def test_a_fine_one(machine: Machine) -> None:
    found = by_name(machine)

    assert {finding.state for finding in found.values()} == {State.OK}
    assert found["version"].text == "Linux 6.1.0-37-amd64"
    assert "container" not in found


def test_nothing_can_be_read(tmp_path: Path) -> None:
    found = by_name(Machine(tmp_path / "empty"))

    assert found["version"].text == "Linux unknown; the sandbox needs 5.12 (mount_setattr)"
    assert found["seccomp"].state is State.MISSING


@pytest.mark.parametrize(
    ("release", "state"),
    [
        ("5.4.0-216-generic", State.MISSING),
        ("5.11.22", State.MISSING),
        ("5.12.0", State.OK),
        ("5.15.167.4-microsoft-standard-WSL2", State.OK),
        ("6.18.44", State.OK),
        ("10.0", State.OK),
    ],
)
def test_versions(release: str, state: State) -> None:
    assert kernel.version(release).state is state


def test_ubuntus_crash_reporter() -> None:
    finding = kernel.crashes("|/usr/share/apport/apport -p%p -s%s -c%c -d%d -P%P -u%u -g%g -- %E")

    assert finding.state is State.ADVICE
    assert "/usr/share/apport/apport" in finding.text
    assert finding.remedy == "sysctl -w kernel.core_pattern=core"


@pytest.mark.parametrize(
    ("file", "text", "kind"),
    [
        (".dockerenv", "", "docker"),
        ("run/.containerenv", "", "podman"),
        ("run/systemd/container", "systemd-nspawn\n", "systemd-nspawn"),
    ],
)
def test_containers(machine: Machine, file: str, text: str, kind: str) -> None:
    (machine.root / file).parent.mkdir(parents=True, exist_ok=True)
    (machine.root / file).write_text(text)

    assert machine.container() == kind
    assert f"inside one ({kind})" in by_name(machine)["container"].text

"""Every program of ``tests/corpus/attacks`` in the native sandbox: as root, without, as a user.

Modes: ``root`` has all layers; ``reduced`` is root without cgroups; ``ordinary`` is a user with
no rights, who has no cgroups either unless somebody handed him some.
"""

import os
from collections.abc import Callable, Iterator

import pytest

from tests.integration.attack_findings import findings
from tests.integration.attack_host import Host
from tests.integration.attacks import COMPILER, PYTHON, Attack, every_attack

# What cgroups make a difference for.
REDUCED = ("processes/", "memory/", "output/", "time/")
AS_ROOT = os.geteuid() == 0
MODES = ("root", "reduced", "ordinary") if AS_ROOT else ("ordinary",)

Hosts = Callable[[str], Host]


def tried() -> Iterator[tuple[str, Attack]]:
    """Which attack is tried in which mode."""
    for attack in every_attack():
        for mode in MODES:
            fits = mode != "reduced" or attack.name.startswith(REDUCED)
            if fits and (not attack.modes or mode in attack.modes):
                yield mode, attack


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    """A host for each mode, started when it is first wanted; all are as before at the end."""
    if not (PYTHON and COMPILER):
        _cannot("install python3 and g++")
    started: dict[str, Host] = {}
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

    def host(mode: str) -> Host:
        if mode not in started:
            started[mode] = Host(mode, number)
            started[mode].__enter__()
        return started[mode]

    yield host
    left_over = {mode: host.left_over() for mode, host in started.items()}
    for each in started.values():
        each.__exit__(None, None, None)
    assert left_over == {mode: [] for mode in started}


@pytest.mark.parametrize(
    ("mode", "attack"), [pytest.param(*row, id=f"{row[0]}-{row[1].name}") for row in tried()]
)
def test_attack(hosts: Hosts, mode: str, attack: Attack) -> None:
    host = hosts(mode)
    if mode == "root" and host.said["mode"] == "none":
        _cannot("no cgroups here: `pyworker doctor` says what to do")

    told = host.attack(attack)

    counted = {"forks_counted": host.said["mode"] != "none"}
    last = told["runs"][-1] | counted
    found = findings(last, attack.expects(mode), host.secret)
    assert not found, "\n".join(found)
    # The next run's process may not have been made yet.
    assert told["processes"] <= host.said["processes"]


def _cannot(why: str) -> None:
    """Skip at home what must not be left out in CI."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)

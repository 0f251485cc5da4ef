"""The machine after attacks: nothing is more than it was before them."""

import os

import pytest

from tests.integration.attack_host import Host
from tests.integration.attacks import MIB, Attack, read

MODES = ("root", "reduced", "ordinary") if os.geteuid() == 0 else ("ordinary",)

# One of each kind that is over soon: they leave processes, files, memory, names, output.
WORST = [
    read(name)
    for name in (
        "leftovers/leave.cpp",
        "left/strange_names.py",
        "left/locked.cpp",
        "left/no_files.cpp",
        "memory/heap.cpp",
        "memory/tmpfs.cpp",
        "output/inodes.cpp",
        "output/stderr.cpp",
        "output/stdout.cpp",
        "processes/daemon.cpp",
        "processes/kill_all.cpp",
        "processes/parent_death.cpp",
    )
]
GROWTH_BYTES = 2 * MIB


def run(host: Host, attacks: list[Attack]) -> int:
    """Run attacks one after the other; returns the memory of the judging processes then."""
    return max(int(host.attack(attack)["memory_bytes"]) for attack in attacks)


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_left_on_the_host_and_nothing_grows(mode: str) -> None:
    with Host(mode, number=int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) + 100) as host:
        before = run(host, WORST)
        after = run(host, 3 * WORST)

        assert after - before < GROWTH_BYTES
        assert host.left_over() == []

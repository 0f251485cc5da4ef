"""What makes times and memory of one program differ from run to run."""

import re
from collections.abc import Iterator, Mapping

from pyworker.sandbox.host.cores import physical_cores
from pyworker.sandbox.host.finding import Finding, advice, ok
from pyworker.sandbox.host.machine import Machine

_CPU = "sys/devices/system/cpu"
_PAGES = "sys/kernel/mm/transparent_hugepage/enabled"


def findings(machine: Machine, usable: frozenset[int]) -> Iterator[Finding]:
    """Look at what disturbs measures on a machine of whose processors these are ours."""
    yield swap(machine.read("proc/swaps"))
    yield cores(len(usable), len(physical_cores()))
    governors = {cpu: machine.read(f"{_CPU}/cpu{cpu}/cpufreq/scaling_governor") for cpu in usable}
    yield governor(governors)
    yield huge_pages(machine.read(_PAGES))
    yield quota(machine.read("sys/fs/cgroup/cpu.max"), len(usable))


def swap(swaps: str) -> Finding:
    """Judge the text of /proc/swaps: a heading, and a line for each."""
    names = [line.split()[0] for line in swaps.splitlines()[1:] if line.split()]
    if names:
        return advice("swap", f"on ({', '.join(names)}): what is swapped is slow", "swapoff -a")
    return ok("swap", "off")


def cores(processors: int, physical: int) -> Finding:
    """Judge how many processors share a core."""
    if physical < processors:
        return advice(
            "cores",
            f"{processors} processors are threads of {physical} cores: {physical} programs run at "
            "once, and other work beside them still slows them down",
            "echo off > /sys/devices/system/cpu/smt/control",
        )
    return ok(
        "cores", f"{physical}, each with one thread that we may use: as many programs at once"
    )


def governor(governors: Mapping[int, str]) -> Finding:
    """Judge what sets the processors' clocks, by processor; '' where it cannot be seen."""
    slow = sorted({name for name in governors.values() if name not in ("", "performance")})
    if slow:
        return advice(
            "governor",
            f"{', '.join(slow)}: processors change their speed",
            "echo performance | tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
        )
    if any(governors.values()):
        return ok("governor", "performance")
    return ok("governor", "not this system's to choose (a virtual machine, or fixed)")


def huge_pages(enabled: str) -> Finding:
    """Judge transparent huge pages: the choice in force is in brackets."""
    found = re.search(r"\[(\w+)\]", enabled)
    if found and found[1] == "always":
        return advice(
            "huge pages",
            "always: a program's memory grows by steps of 2 MiB that it may not use",
            f"echo madvise > /{_PAGES}",
        )
    return ok("huge pages", found[1] if found else "the kernel has none")


def quota(cpu_max: str, processors: int) -> Finding:
    """Judge cpu.max of cgroups' version 2: microseconds of CPU time in a period, or 'max'."""
    found = re.match(r"(\d+) (\d+)", cpu_max)
    granted = int(found[1]) / int(found[2]) if found and int(found[2]) else processors
    if granted < processors:
        return advice(
            "CPU quota",
            f"{granted:.3g} of {processors} processors: programs are stopped amid their run",
            "docker run --cpuset-cpus=0-1 instead of --cpus=2, or the same in the orchestrator",
        )
    return ok("CPU quota", "none")

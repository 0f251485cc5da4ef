"""The kernel: its version, its filter of system calls, what it does with crashes."""

import re
from collections.abc import Iterator

from pyworker.sandbox.host.finding import Finding, advice, missing, ok
from pyworker.sandbox.host.machine import Machine

# mount_setattr, with which the system is shown read-only.
OLDEST = (5, 12)
ACTIONS = frozenset({"errno", "kill_process"})


def findings(machine: Machine) -> Iterator[Finding]:
    """Look at a machine's kernel."""
    yield version(machine.sysctl("kernel.osrelease"))
    inside = machine.container()
    if inside:
        yield ok("container", f"inside one ({inside}): its limits hold for the programs, too")
    yield filters(machine.sysctl("kernel.seccomp.actions_avail"))
    yield crashes(machine.sysctl("kernel.core_pattern"))
    yield randomness(machine.sysctl("kernel.randomize_va_space"))


def version(release: str) -> Finding:
    """Judge a kernel's release, as ``uname -r`` prints it."""
    found = re.match(r"(\d+)\.(\d+)", release)
    if found is None or (int(found[1]), int(found[2])) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        return missing(
            "version",
            f"Linux {release or 'unknown'}; the sandbox needs {wanted} (mount_setattr)",
            "a newer system: Debian 12, Ubuntu 22.04 and RHEL 9 have a newer kernel",
        )
    return ok("version", f"Linux {release}")


def filters(actions: str) -> Finding:
    """Judge what a seccomp filter can do with a system call."""
    lacking = ACTIONS - set(actions.split())
    if lacking:
        return missing(
            "seccomp",
            f"no filter of system calls can {' or '.join(sorted(lacking))}",
            "a kernel with CONFIG_SECCOMP_FILTER, as all distributions have",
        )
    return ok("seccomp", "system calls can be filtered")


def crashes(pattern: str) -> Finding:
    """Judge where core dumps go; a pipe is not bound by the limit on a core's size (core(5))."""
    if pattern.startswith("|"):
        program = pattern[1:].split()[0] if pattern[1:].split() else "?"
        return advice(
            "core dumps",
            f"each crash starts {program} on the host, which costs time",
            "sysctl -w kernel.core_pattern=core",
        )
    return ok("core dumps", "not piped to a program")


def randomness(level: str) -> Finding:
    """Tell whether addresses differ from run to run."""
    if level == "0":
        return advice(
            "ASLR",
            "off: attacks on this machine get easier",
            "sysctl -w kernel.randomize_va_space=2",
        )
    return ok("ASLR", "on; a program's times differ a little from run to run")

"""Whether namespaces of a box's own can be had, and who refuses them."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from pyworker.sandbox.host import attempt
from pyworker.sandbox.host.finding import Finding, missing, ok
from pyworker.sandbox.host.machine import Machine, interpreter

NAME = "user, mount, pid, net"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What stands around a refused step.

    Attributes:
        step: one of ``attempt``; empty where nothing was refused.
        error: its errno.
        root: whether we are root (of our own user namespace).
        apparmor, clone, most: the settings kernel.apparmor_restrict_unprivileged_userns,
            kernel.unprivileged_userns_clone and user.max_user_namespaces; '' for none.
        container: which kind we are inside of.
    """

    step: str
    error: int
    root: bool
    apparmor: str = ""
    clone: str = ""
    most: str = ""
    container: str = ""


def findings(machine: Machine) -> Iterator[Finding]:
    """Try it here; root can do without a user namespace, at the price of a layer."""
    step, error = tried()
    root = os.geteuid() == 0
    refusal = Refusal(
        step,
        error,
        root,
        machine.sysctl("kernel.apparmor_restrict_unprivileged_userns"),
        machine.sysctl("kernel.unprivileged_userns_clone"),
        machine.sysctl("user.max_user_namespaces"),
        machine.container(),
    )
    yield explained(refusal, interpreter())
    if step and root:
        step, error = tried("root")
        if not step:
            yield ok("without a user namespace", "the others can be had, since we are root")


def tried(*arguments: str) -> tuple[str, int]:
    """Return the step that is refused here, and its errno; an empty step where all can be had."""
    command = [sys.executable, "-m", attempt.__name__, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603  our own
    step, error = json.loads(done.stdout)
    return step, error


def explained(refusal: Refusal, python: str) -> Finding:
    """Say what was found, and name whose refusal it was where that can be told.

    Args:
        refusal: what happened, and where.
        python: the program that needs the right, for a security module's profile.
    """
    if not refusal.step:
        return ok(NAME, "a box gets its own")
    why, remedy = _cause(refusal, python)
    said = f"{errno.errorcode.get(refusal.error, refusal.error)}"
    return missing(NAME, f"refused ({refusal.step}: {said}): {why}", remedy)


def _cause(refusal: Refusal, python: str) -> tuple[str, str]:
    if refusal.most == "0" or refusal.error == errno.ENOSPC:
        return (
            f"user.max_user_namespaces is {refusal.most or 'reached'}",
            _setting("user.max_user_namespaces", "15000"),
        )
    if refusal.clone == "0" and not refusal.root:
        return (
            "for root alone (kernel.unprivileged_userns_clone is 0)",
            _setting("kernel.unprivileged_userns_clone", "1"),
        )
    if refusal.apparmor == "1" and not refusal.root:
        return (
            "AppArmor gives them to programs with a profile alone (Ubuntu 24.04)",
            _profile(python),
        )
    if refusal.container:
        return (
            f"by the container's own filters ({refusal.container})",
            "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
            "--security-opt systempaths=unconfined, or --privileged",
        )
    if refusal.error == errno.EINVAL:
        return "the kernel was built without them", "a kernel with CONFIG_USER_NS"
    return (
        "by a filter or a security module",
        "journalctl -k | grep -i -E 'apparmor|selinux|audit' names it; as root no user namespace "
        "is needed",
    )


def _setting(name: str, value: str) -> str:
    file = "/etc/sysctl.d/60-pyworker.conf"
    return f"echo '{name} = {value}' >> {file}; sysctl -p {file}"


def _profile(python: str) -> str:
    """The profile lets one interpreter make user namespaces and restricts nothing else."""
    text = rf"abi <abi/4.0>,\nprofile pyworker {python} flags=(unconfined) {{\n  userns,\n}}\n"
    file = "/etc/apparmor.d/pyworker"
    return f"printf '{text}' > {file}; apparmor_parser -r {file}"

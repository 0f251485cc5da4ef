"""Why a controller cannot be used, and what to type; no I/O."""

from typing import NamedTuple

from pyworker.sandbox.native.cgroups.mounts import Mount

# What a run loses without it.
PURPOSE = {
    "memory": "limit and peak of memory",
    "pids": "limit on processes",
    "cpuacct": "CPU time of all processes",
}
CONTAINER = (
    "give the container its own groups, writable: docker run --cgroupns=private "
    "--security-opt writable-cgroups=true (Docker 28, version 2), "
    "podman run --security-opt unmask=/sys/fs/cgroup, or --privileged"
)
DELEGATE = (
    "have them delegated: systemd-run --user --scope -p Delegate=yes pyworker ..., "
    "or Delegate=yes in the service's unit"
)


class Lack(NamedTuple):
    """A controller that cannot be used."""

    controller: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.controller} ({PURPOSE[self.controller]}): {self.why}; {self.remedy}"


def not_mounted(controller: str) -> Lack:
    """Say that no hierarchy has a controller."""
    return Lack(
        controller,
        "no mounted hierarchy has it",
        "mount one as root: mount -t cgroup2 none /sys/fs/cgroup; where the kernel has it switched "
        f"off, start it with cgroup_enable={controller}",
    )


def not_ours(controller: str, mount: Mount, user: int) -> Lack:
    """Say why a hierarchy that has a controller cannot be used by a user."""
    if mount.read_only:
        return Lack(controller, f"{mount.point} is mounted read-only", CONTAINER)
    if not mount.folder:
        return Lack(controller, f"our own group is not below {mount.point}", CONTAINER)
    why = f"{mount.folder} is not writable for user {user}"
    if mount.version == 2:
        return Lack(controller, why, DELEGATE)
    return Lack(
        controller,
        why,
        f"as root, with the pid of the worker's shell: g={mount.folder}/pyworker; mkdir -p $g; "
        f"chown {user} $g; echo PID > $g/cgroup.procs",
    )


def not_delegated(controller: str, folder: str) -> Lack:
    """Say that a group of version 2, ours otherwise, did not get a controller."""
    return Lack(
        controller,
        f"{folder} was not given it",
        f"Delegate=yes in the unit, or as root: echo +{controller} > "
        f"{folder.rpartition('/')[0]}/cgroup.subtree_control",
    )

"""Why a controller cannot be used, and what to type; one line each, no I/O."""

from pyworker.sandbox.native.cgroups.mounts import Mount

# What a run loses without it.
PURPOSE = {
    "memory": "limit and peak of memory",
    "pids": "limit on processes",
    "cpuacct": "CPU time of all processes",
}
CONTAINER = (
    "give the container its own groups, writable: docker run --cgroupns=private "
    "--security-opt writable-cgroups=true (Docker 29), or --privileged"
)
DELEGATE = (
    "have them delegated: systemd-run --user --scope -p Delegate=yes pyworker ..., "
    "or Delegate=yes in the service's unit"
)


def not_mounted(controller: str) -> str:
    """Say that no hierarchy has a controller."""
    return (
        f"{controller} ({PURPOSE[controller]}): no mounted hierarchy has it; mount one as root: "
        f"mount -t cgroup2 none /sys/fs/cgroup; where the kernel has it switched off, start it "
        f"with cgroup_enable={controller}"
    )


def not_ours(controller: str, mount: Mount, user: int) -> str:
    """Say why a hierarchy that has a controller cannot be used by a user."""
    lead = f"{controller} ({PURPOSE[controller]}): "
    if mount.read_only:
        return f"{lead}{mount.point} is mounted read-only; {CONTAINER}"
    if not mount.folder:
        return f"{lead}our own group is not below {mount.point}; {CONTAINER}"
    if mount.version == 2:
        return f"{lead}{mount.folder} is not writable for user {user}; {DELEGATE}"
    return (
        f"{lead}{mount.folder} is not writable for user {user}; as root, with the pid of the "
        f"worker's shell: g={mount.folder}/pyworker; mkdir -p $g; chown {user} $g; "
        "echo PID > $g/cgroup.procs"
    )


def not_delegated(controller: str, folder: str) -> str:
    """Say that a group of version 2, ours otherwise, did not get a controller."""
    return (
        f"{controller} ({PURPOSE[controller]}): {folder} was not given it; "
        f"Delegate=yes in the unit, or as root: echo +{controller} > "
        f"{folder.rpartition('/')[0]}/cgroup.subtree_control"
    )

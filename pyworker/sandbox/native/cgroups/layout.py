"""What this machine gives the worker of cgroups, and the making of groups."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from pyworker.sandbox.native.cgroups import remedies
from pyworker.sandbox.native.cgroups.delegation import base_of, open_up
from pyworker.sandbox.native.cgroups.mounts import Mount, read_mounts
from pyworker.sandbox.native.cgroups.removal import new_name, remove, sweep
from pyworker.sandbox.port import SandboxFailed

V2 = "v2"
# Version 2 has CPU time in every group, without a controller.
_OF_V2 = ("memory", "pids")


@dataclass(frozen=True, slots=True)
class Group:
    """One group in each hierarchy in use.

    Attributes:
        folders: its paths, by controller of version 1 and by 'v2', as ``open_account`` takes them.
    """

    folders: dict[str, str]

    def remove(self, within_s: float = 2.0) -> bool:
        """Kill what is inside and remove it; False where something is left: the next worker's."""
        return remove(set(self.folders.values()), within_s)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where groups can be made.

    Attributes:
        kind: 'v1', 'v2', 'hybrid' (both can be used) or 'none'.
        bases: the groups to make ours below, as ``Group.folders`` has them.
        from_v2: controllers that groups of version 2 are to have.
        lacks: controllers that cannot be used.
    """

    kind: str
    bases: dict[str, str]
    from_v2: tuple[str, ...] = ()
    lacks: tuple[remedies.Lack, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """One line for each controller that cannot be used: why, and the remedy."""
        return tuple(map(str, self.lacks))

    @property
    def controllers(self) -> tuple[str, ...]:
        """What can be used, by the names of version 1: memory, pids, cpuacct."""
        own = {*self.bases, *self.from_v2, *(("cpuacct",) if V2 in self.bases else ())}
        return tuple(name for name in remedies.PURPOSE if name in own)

    def create(self, label: str = "box") -> Group:
        """Make a group; without cgroups, one without folders.

        Removes what dead workers left, and moves this process where version 2 wants it (see
        ``delegation``).

        Raises:
            SandboxFailed: the kernel refused it.
        """
        sweep(self.bases.values())
        name = new_name(label)
        group = Group({kind: f"{base}/{name}" for kind, base in self.bases.items()})
        try:
            if V2 in self.bases:
                open_up(Path(self.bases[V2]), self.from_v2)
            for folder in set(group.folders.values()):
                os.mkdir(folder)
        except OSError as error:
            group.remove()
            raise SandboxFailed(
                f"cannot make the cgroup {name} in {error.filename}: {error.strerror}; "
                "`pyworker doctor` says what is missing"
            ) from error
        return group


def detect(process: Path = Path("/proc/self")) -> Layout:
    """Look at the hierarchies that a process is in; changes nothing."""
    mountinfo = (process / "mountinfo").read_text()
    membership = (process / "cgroup").read_text()
    mounts = read_mounts(mountinfo, membership)
    v1 = {name: _of_v1(name, mounts) for name in remedies.PURPOSE}
    bases = {name: mount.folder for name, mount in v1.items() if mount and _writable(mount)}
    v2 = next((mount for mount in mounts if mount.version == 2 and _writable(mount)), None)
    base = str(base_of(Path(v2.folder))) if v2 else ""
    given = _given(base) if v2 else []
    from_v2 = tuple(name for name in _OF_V2 if name not in bases and name in given)
    kind = ("hybrid" if v2 else "v1") if bases else ("v2" if v2 else "none")
    if v2 and (from_v2 or "cpuacct" not in bases):
        bases[V2] = base
    layout = Layout(kind, bases, from_v2)
    missing = [name for name in remedies.PURPOSE if name not in layout.controllers]
    lacks = tuple(_lack(name, v1[name], mounts, base) for name in missing)
    return Layout(kind, bases, from_v2, lacks)


def _of_v1(controller: str, mounts: list[Mount]) -> Mount | None:
    """Return the hierarchy that has a controller; of several mounts of it, one that we can use."""
    having = [mount for mount in mounts if controller in mount.controllers]
    return next(filter(_writable, having), having[0] if having else None)


def _writable(mount: Mount) -> bool:
    if mount.read_only or not mount.folder:
        return False
    if mount.version == 1:
        return os.access(mount.folder, os.W_OK | os.X_OK)
    base = base_of(Path(mount.folder))
    files = (base, base / "cgroup.procs", base / "cgroup.subtree_control")
    return all(os.access(file, os.W_OK) for file in files)


def _given(base: str) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(base, "cgroup.controllers").read_text().split()
    return []


def _lack(controller: str, v1: Mount | None, mounts: list[Mount], base: str) -> remedies.Lack:
    if v1 is not None:
        return remedies.not_ours(controller, v1, os.geteuid())
    if base:
        return remedies.not_delegated(controller, base)
    v2 = next((mount for mount in mounts if mount.version == 2), None)
    if v2 is not None:
        return remedies.not_ours(controller, v2, os.geteuid())
    return remedies.not_mounted(controller)

"""Which cgroup hierarchies are mounted, and where this process is in each; pure parsing."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Mount(NamedTuple):
    """A mounted hierarchy.

    Attributes:
        controllers: those of version 1; none for version 2, whose groups each list their own.
        version: 1 or 2.
        point: where it is mounted.
        folder: our own group's folder; empty where our group is not below what is mounted.
        read_only: mounted so, as containers do.
    """

    controllers: frozenset[str]
    version: int
    point: str
    folder: str
    read_only: bool


def read_mounts(mountinfo: str, membership: str) -> list[Mount]:
    """Find the hierarchies in the texts of /proc/self/mountinfo and /proc/self/cgroup.

    Formats: proc_pid_mountinfo(5), cgroups(7). Hierarchies without controllers (name=systemd) are
    left out.
    """
    groups = dict(_groups(membership))
    found = (_mount(line, groups) for line in mountinfo.splitlines())
    return [mount for mount in found if mount is not None]


def _groups(membership: str) -> Iterator[tuple[str, str]]:
    """Yield our group by controller; that of version 2 by the empty name."""
    for line in membership.splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number.isdigit():
            names = controllers.split(",")
            yield from ((name, path) for name in names if "=" not in name)


def _mount(line: str, groups: dict[str, str]) -> Mount | None:
    place, separator, kind = line.partition(" - ")
    places, kinds = place.split(" "), kind.split(" ")
    if not separator or len(places) < 6 or len(kinds) < 3 or kinds[0] not in ("cgroup", "cgroup2"):
        return None
    version = 2 if kinds[0] == "cgroup2" else 1
    controllers = frozenset(kinds[2].split(",")) & groups.keys() if version == 1 else frozenset()
    if version == 1 and not controllers:
        return None
    root, point = _plain(places[3]), _plain(places[4])
    group = groups.get(min(controllers, default=""))
    read_only = "ro" in places[5].split(",")
    return Mount(controllers, version, point, _folder(point, root, group), read_only)


def _folder(point: str, root: str, group: str | None) -> str:
    """Return where a group is that is seen through a mount of ``root`` and what is below it."""
    top = root.rstrip("/")
    if group is None or ".." in group.split("/") or not f"{group}/".startswith(f"{top}/"):
        return ""
    return point + group[len(top) :].rstrip("/")


def _plain(path: str) -> str:
    """Undo the octal escapes of spaces and such."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path)

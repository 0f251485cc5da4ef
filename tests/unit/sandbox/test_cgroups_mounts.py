"""Hierarchies of other machines, as their /proc tells them."""

from hypothesis import given
from hypothesis import strategies as st

from pyworker.sandbox.native.cgroups.mounts import Mount, read_mounts

DEBIAN = "29 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw"
DOCKER_V1 = "612 610 0:29 /docker/4f2e /sys/fs/cgroup/memory ro,nosuid - cgroup memory rw,memory"
TWO_IN_ONE = """\
40 31 0:37 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:15 - cgroup cgroup rw,cpu,cpuacct
41 31 0:38 / /sys/fs/cgroup/systemd rw,nosuid shared:16 - cgroup cgroup rw,xattr,name=systemd
"""
V1 = frozenset[str]


def test_version_2_of_a_login_session() -> None:
    [mount] = read_mounts(DEBIAN, "0::/user.slice/user-1000.slice/session-2.scope\n")

    folder = "/sys/fs/cgroup/user.slice/user-1000.slice/session-2.scope"
    assert mount == Mount(V1(), 2, "/sys/fs/cgroup", folder, False)


def test_the_root_of_a_hierarchy_is_where_it_is_mounted() -> None:
    [mount] = read_mounts(DEBIAN, "0::/")

    assert mount.folder == "/sys/fs/cgroup"


def test_a_container_of_version_1_sees_its_own_part_read_only() -> None:
    [mount] = read_mounts(DOCKER_V1, "4:memory:/docker/4f2e\n")
    assert mount == Mount(V1({"memory"}), 1, "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory", True)

    [below] = read_mounts(DOCKER_V1, "4:memory:/docker/4f2e/box\n")
    assert below.folder == "/sys/fs/cgroup/memory/box"


def test_a_group_outside_of_what_is_mounted_has_no_folder() -> None:
    assert read_mounts(DOCKER_V1, "4:memory:/docker/4f2e0\n")[0].folder == ""
    assert read_mounts(DEBIAN, "0::/../../elsewhere\n")[0].folder == ""


def test_two_controllers_in_one_hierarchy_and_one_without() -> None:
    mounts = read_mounts(TWO_IN_ONE, "3:cpu,cpuacct:/web\n1:name=systemd:/web\n")

    assert [(mount.controllers, mount.folder) for mount in mounts] == [
        (V1({"cpu", "cpuacct"}), "/sys/fs/cgroup/cpu,cpuacct/web")
    ]


def test_a_space_in_a_mount_point() -> None:
    [mount] = read_mounts(r"29 23 0:26 / /my\040groups rw - cgroup2 none rw", "0::/a")

    assert (mount.point, mount.folder) == ("/my groups", "/my groups/a")


def test_other_file_systems_are_none() -> None:
    other = "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n\nnonsense - x\n"

    assert read_mounts(other, "0::/") == []


@given(st.text(), st.text(), st.text())
def test_no_text_raises(start: str, end: str, membership: str) -> None:
    for line in (start, f"{start} - cgroup {end}", f"29 23 0:26 {start} - cgroup2 cgroup2 {end}"):
        for mount in read_mounts(line, membership):
            assert mount.folder == "" or mount.folder.startswith(mount.point)

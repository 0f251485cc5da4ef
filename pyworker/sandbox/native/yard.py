"""The file system that a program may write to: made for one run, looked through, thrown away.

One tmpfs, so that one limit holds for all of it: the working folder, and in it the folders that
/tmp and /dev/shm lead to. What a program left is opened without following anything, and never by
another process than the guard, for whom nothing but the box exists.
"""

import os
import stat
from fnmatch import fnmatchcase

from pyworker.sandbox.native.frames import memory_file
from pyworker.sandbox.native.syscalls import (
    MNT_DETACH,
    MS_NODEV,
    MS_NOSUID,
    mount,
    unmount,
)

WORK = "/box"
# Where programs look for them there are links to here; hidden, so that no program trips over them.
PLACES = {"/tmp": f"{WORK}/.tmp", "/dev/shm": f"{WORK}/.shm"}  # noqa: S108  the box's own

_OWN = ("", ".", "..")


class Yard:
    """The writable folders of one box; ``user`` is who owns them, as (uid, gid)."""

    work = WORK

    def __init__(self, user: "tuple[int, int]") -> None:
        self._user = user
        self._mounted = False

    def fresh(self, size_bytes: int, files: int) -> None:
        """Make it anew, empty."""
        self.clear()
        uid, gid = self._user
        # The folders that are the yard's own take a file's place each, and no bytes. To the kernel
        # a size of 0 has no limit.
        own = 1 + len(PLACES)
        options = f"size={max(size_bytes, 4096)},nr_inodes={files + own},mode=0700"
        mount("yard", WORK, "tmpfs", MS_NOSUID | MS_NODEV, f"{options},uid={uid},gid={gid}")
        self._mounted = True
        for folder in PLACES.values():
            os.mkdir(folder, 0o700)
            os.chown(folder, uid, gid)

    def clear(self) -> None:
        """Throw it away, with all that a run left."""
        if self._mounted:
            unmount(WORK, MNT_DETACH)
            self._mounted = False

    def used_bytes(self) -> int:
        """Return how much is written in it."""
        found = os.statvfs(WORK)
        return (found.f_blocks - found.f_bfree) * found.f_frsize


class OpenYard:
    """A folder of the machine itself, where there are no namespaces: not a box, only a place."""

    def __init__(self, folder: str) -> None:
        self.work = folder

    def fresh(self, size_bytes: int, files: int) -> None:
        """Make it anew, empty; its size cannot be limited."""
        del size_bytes, files
        self.clear()
        os.mkdir(self.work, 0o700)

    def clear(self) -> None:
        """Remove all that a run left."""
        if os.path.isdir(self.work):
            _remove_tree(self.work)

    def used_bytes(self) -> int:
        """Return the size of the files in the working folder itself."""
        with os.scandir(self.work) as entries:
            return sum(entry.stat(follow_symlinks=False).st_size for entry in entries)


def put(folder: str, name: str, content: "memoryview | int", executable: bool) -> None:
    """Write a file before a program runs; ``content`` is bytes, or a descriptor to copy."""
    *parents, last = name.split("/")
    if any(part in _OWN for part in (*parents, last)):
        raise ValueError(f"not a name for a file of a box: {name!r}")
    for parent in parents:
        folder = f"{folder}/{parent}"
        if not os.path.isdir(folder):
            os.mkdir(folder, 0o755)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(f"{folder}/{last}", flags, 0o755 if executable else 0o644)
    try:
        _fill(descriptor, content)
    finally:
        os.close(descriptor)


def take(
    folder: str, patterns: "list[str]", most_bytes: int
) -> "tuple[list[tuple[str, int, bool]], int, list[str]]":
    """Bring files out after a program ran, all in one memory file.

    Returns:
        Names with sizes and whether they are executable, as they lie in the memory file, which is
        the caller's; and those that stay, with the reason.
    """
    taken: list[tuple[str, int, bool]] = []
    left: list[str] = []
    carrier = memory_file("taken")
    for name in sorted(os.listdir(folder)):
        if name.startswith(".") or not any(fnmatchcase(name, each) for each in patterns):
            continue
        try:
            size, executable = _copy_out(f"{folder}/{name}", carrier, most_bytes)
        except (OSError, ValueError) as error:
            left.append(f"{name!r}: {error.strerror if isinstance(error, OSError) else error}")
            continue
        most_bytes -= size
        taken.append((name, size, executable))
    return taken, carrier, left


def _copy_out(path: str, carrier: int, most_bytes: int) -> "tuple[int, bool]":
    # Not following links, and not waiting for the other end of a FIFO.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    descriptor = os.open(path, flags)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("no regular file")
        if found.st_nlink != 1:
            raise ValueError("a file of several names")
        if found.st_size > most_bytes:
            raise ValueError(f"too large, {found.st_size} bytes")
        _copy(descriptor, carrier, found.st_size)
        return found.st_size, bool(found.st_mode & stat.S_IXUSR)
    finally:
        os.close(descriptor)


def _fill(descriptor: int, content: "memoryview | int") -> None:
    if isinstance(content, int):
        _copy(content, descriptor, os.fstat(content).st_size)
        return
    while content:
        content = content[os.write(descriptor, content) :]


def _copy(source: int, target: int, size: int) -> None:
    at = 0
    while at < size:
        copied = os.sendfile(target, source, at, size - at)
        if not copied:
            raise ValueError("a file that shrinks")
        at += copied


def _remove_tree(folder: str) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                os.chmod(entry.path, 0o700)
                _remove_tree(entry.path)
            else:
                os.unlink(entry.path)
    os.rmdir(folder)

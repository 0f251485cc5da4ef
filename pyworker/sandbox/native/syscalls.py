"""System calls that Python's os module has not, or not yet in 3.11."""

import ctypes
import os

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP = 1, 4, 22
_PR_CAPBSET_DROP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 24, 36, 38
_SECCOMP_MODE_FILTER = 2
CAP_KILL = 1 << 5
_LINUX_CAPABILITY_VERSION_3 = 0x20080522
_AT_RECURSIVE, _AT_FDCWD = 0x8000, -100
_CLOSE_RANGE_CLOEXEC = 4
# The same numbers on every architecture.
_CLOSE_RANGE, _MOUNT_SETATTR = 436, 442
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mount.argtypes = (
    ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p,
)  # fmt: skip


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class Filter:
    """A seccomp program, laid out in memory for the kernel to read."""

    def __init__(self, program: bytes) -> None:
        self._bytes = ctypes.create_string_buffer(program, len(program))
        self._program = _FilterProgram(len(program) // 8, ctypes.addressof(self._bytes))
        # Made now: in a fork, every object that is touched costs a copy of its page.
        self._reference = ctypes.byref(self._program)

    def install(self) -> None:
        """Filter this process's system calls from now on; needs ``no_new_privileges``."""
        _check(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, self._reference))


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount something, as the system call of that name does."""
    encoded = [os.fsencode(text) for text in (source, target, kind, options)]
    _check(_libc.mount(*encoded[:3], flags, encoded[3]), target)


def make_read_only(target: str, *, devices: bool = False) -> None:
    """Make a mount and all below it read-only, without setuid and devices (Linux 5.12)."""
    flags = MS_RDONLY | MS_NOSUID | (0 if devices else MS_NODEV)
    attributes = _MountAttributes(flags, 0, 0, 0)
    size = ctypes.sizeof(attributes)
    arguments = (_AT_FDCWD, os.fsencode(target), _AT_RECURSIVE, ctypes.byref(attributes), size)
    _check(_libc.syscall(ctypes.c_long(_MOUNT_SETATTR), *arguments), target)


def unmount(target: str, flags: int = 0) -> None:
    """Unmount what is mounted last at a place."""
    _check(_libc.umount2(os.fsencode(target), flags), target)


def pivot_root(new_root: str) -> None:
    """Make a folder the root, and leave nothing of the old one."""
    os.chdir(new_root)
    number = _PIVOT_ROOT[os.uname().machine]
    _check(_libc.syscall(ctypes.c_long(number), b".", b"."), new_root)
    unmount(".", MNT_DETACH)
    os.chdir("/")


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _check(_libc.unshare(flags))


def close_on_exec(first: int) -> None:
    """Have all descriptors from ``first`` on closed when this process executes (Linux 5.11)."""
    arguments = (ctypes.c_uint(first), ctypes.c_uint(0xFFFFFFFF), _CLOSE_RANGE_CLOEXEC)
    _check(_libc.syscall(ctypes.c_long(_CLOSE_RANGE), *arguments))


def bear_into(namespace: int) -> None:
    """Have all children of this process born into another pid namespace, by its descriptor."""
    _check(_libc.setns(namespace, CLONE_NEWPID))


def set_hostname(name: bytes) -> None:
    """sethostname(2)."""
    _check(_libc.sethostname(name, len(name)))


def die_with_parent(signal: int) -> None:
    """Have a signal sent when the thread that forked this process ends."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal, 0, 0, 0))


def forbid_tracing() -> None:
    """Hide memory and descriptors of this process, and of its forks until they execute."""
    _check(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0))


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent dies."""
    _check(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))


def no_new_privileges() -> None:
    """Give up for ever what a setuid program or file capabilities would give."""
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def empty_bounding_set() -> None:
    """Leave nothing that a program executed from here on could get; own capabilities stay."""
    capability = 0
    while _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1


_OF_SELF = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0)
# Effective, permitted and inheritable ones: the first 32 of each, then the rest.
_Sets = ctypes.c_uint32 * 6
_NONE = _Sets()


def keep_capabilities(kept: int = 0) -> None:
    """Give up all capabilities but those of a mask; none is inherited by what is executed."""
    sets = _Sets(kept, kept, 0, 0, 0, 0) if kept else _NONE
    _check(_libc.capset(_OF_SELF, sets))


def _check(result: int, about: str = "") -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), about or None)

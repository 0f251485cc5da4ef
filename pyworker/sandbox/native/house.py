"""The house of a box, made once: user, mount, pid, net and uts namespaces, and a root.

The root has the system's programs and libraries, read-only, as they are on this machine, and
nothing else of it: no home, no data, no sockets, no configuration but what programs cannot do
without.
"""

import os
import signal

from pyworker.sandbox.native import syscalls
from pyworker.sandbox.native.init import Init
from pyworker.sandbox.native.syscalls import MS_BIND, MS_NODEV, MS_NOSUID, MS_RDONLY, MS_REC
from pyworker.sandbox.native.yard import PLACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

USER = 1000  # the program's user and group in the box

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# The linker's table; the programs behind names such as c++, java; Java's own settings.
ETC = ("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime")
ETC_OF = ("java-",)
DEVICES = ("null", "zero", "full", "random", "urandom")
DEVICE_LINKS = {"fd": "/proc/self/fd", "stdin": "/proc/self/fd/0",
                "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}  # fmt: skip
FOLDERS = ("box", "dev", "etc", "proc")
ACCOUNTS = "root:x:0:0::/:/usr/sbin/nologin\nbox:x:{0}:{0}::/box:/usr/sbin/nologin\n"
GROUPS = "root:x:0:\nbox:x:{0}:\n"

_NEW_ROOT = "/tmp"  # noqa: S108  any folder does: what it has is hidden from the guard alone


class HouseFailed(Exception):
    """A step was refused; the text says which, and how."""


def build(
    outer_user: "int | None", mounts: "list[tuple[str, str]]", before_pids: "Callable[[], None]"
) -> "tuple[Init, list[str]]":
    """Enter new namespaces, and make the box's root this process's root.

    Args:
        outer_user: root's choice of who the program is outside; None for who runs this.
        mounts: more folders: where they are, and where they go.
        before_pids: called when all but the pid namespace is entered.

    Returns:
        Pid 1, and the names of the namespaces.

    Raises:
        HouseFailed: this machine refuses a step.
    """
    step = "user namespace"
    try:
        with_user = _enter_user_namespace(outer_user)
        step = "mount, net, uts, ipc and pid namespaces"
        kinds = syscalls.CLONE_NEWNS | syscalls.CLONE_NEWNET
        syscalls.unshare(kinds | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWIPC)
        before_pids()
        syscalls.unshare(syscalls.CLONE_NEWPID)
        syscalls.set_hostname(b"box")
        step = "root"
        _make_root(mounts)
        step = "pid 1"
        init = Init(f"{_NEW_ROOT}/proc")
        step = "pivot_root"
        syscalls.pivot_root(_NEW_ROOT)
        syscalls.mount("none", "/", "", MS_BIND | syscalls.MS_REMOUNT | MS_RDONLY | MS_NOSUID)
    except OSError as error:
        raise HouseFailed(f"{step}: {error}") from error
    names = ["mount", "pid", "net", "uts", "ipc", "cgroup"]
    return init, (["user", *names] if with_user else names)


def settle() -> None:
    """Give up what the guard can do without, so that no runner has to; the house is built."""
    syscalls.empty_bounding_set()
    syscalls.forbid_tracing()
    syscalls.no_new_privileges()
    # Python ignores them, and programs would inherit that.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)


def _enter_user_namespace(outer_user: "int | None") -> bool:
    """Enter it, with the program's user mapped; root can go without where there is none."""
    if outer_user is None:
        uid, gid = os.geteuid(), os.getegid()
        syscalls.unshare(syscalls.CLONE_NEWUSER)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{USER} {uid} 1")
        _write("/proc/self/gid_map", f"{USER} {gid} 1")
        return True
    mapper = _Mapper(outer_user)
    try:
        syscalls.unshare(syscalls.CLONE_NEWUSER)
    except OSError:
        mapper.dismiss()
        return False
    mapper.map()
    return True


class _Mapper:
    """A fork that stays outside: two users can be mapped by who has rights there alone."""

    def __init__(self, outer_user: int) -> None:
        wait, self._go = os.pipe()
        guard = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            os.close(self._go)
            told = os.read(wait, 1)
            if told:
                for kind in ("uid_map", "gid_map"):
                    _write(f"/proc/{guard}/{kind}", f"0 0 1\n{USER} {outer_user} 1")
            os._exit(0)
        os.close(wait)

    def map(self) -> None:
        os.write(self._go, b"g")
        self.dismiss()
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)

    def dismiss(self) -> None:
        os.close(self._go)
        _, status = os.waitpid(self._pid, 0)
        if status:
            raise OSError(0, "users cannot be mapped")


def _make_root(mounts: "list[tuple[str, str]]") -> None:
    syscalls.mount("none", "/", "", syscalls.MS_PRIVATE | MS_REC)
    wanted = [(path, path) for path in SYSTEM if os.path.isdir(path) and not os.path.islink(path)]
    wanted += [(f"/etc/{name}", f"/etc/{name}") for name in _etc()]
    # Opened before the new root hides them, and so that a path swapped meanwhile changes nothing.
    sources = [(_hold(path), inside) for path, inside in [*wanted, *mounts]]
    devices = [(_hold(f"/dev/{name}"), f"/dev/{name}") for name in DEVICES]
    links = [(path, os.readlink(path)) for path in SYSTEM if os.path.islink(path)]

    syscalls.mount("root", _NEW_ROOT, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=0755")
    for folder in FOLDERS:
        os.mkdir(f"{_NEW_ROOT}/{folder}", 0o755)
    links += [(f"/dev/{name}", target) for name, target in DEVICE_LINKS.items()]
    for path, target in [*links, *PLACES.items()]:
        os.symlink(target, f"{_NEW_ROOT}{path}")
    _write_new(f"{_NEW_ROOT}/etc/passwd", ACCOUNTS.format(USER))
    _write_new(f"{_NEW_ROOT}/etc/group", GROUPS.format(USER))
    for held, inside in sources:
        _bind(held, f"{_NEW_ROOT}{inside}")
        syscalls.make_read_only(f"{_NEW_ROOT}{inside}")
    for held, inside in devices:
        _bind(held, f"{_NEW_ROOT}{inside}")
        # Devices can be written to all the same; their times and rights cannot.
        syscalls.make_read_only(f"{_NEW_ROOT}{inside}", devices=True)


def _etc() -> "list[str]":
    return [
        name
        for name in sorted(os.listdir("/etc"))
        if (name in ETC or name.startswith(ETC_OF)) and not os.path.islink(f"/etc/{name}")
    ]


def _hold(path: str) -> int:
    return os.open(path, os.O_PATH | os.O_CLOEXEC)


def _bind(held: int, target: str) -> None:
    source = f"/proc/self/fd/{held}"
    if os.path.isdir(source):
        os.makedirs(target, 0o755, exist_ok=True)
    else:
        _write_new(target, "")
    syscalls.mount(source, target, "", MS_BIND | MS_REC)
    os.close(held)


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _write_new(path: str, text: str) -> None:
    with open(path, "x", encoding="utf-8") as file:
        file.write(text)

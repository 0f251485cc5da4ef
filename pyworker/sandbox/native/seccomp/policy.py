"""What becomes of each system call that does not simply pass.

Arguments are compared by their low 32 bits: those that are looked at are int or unsigned int in
the kernel, which drops the rest as well (clone's flags are long, with nothing in the high half).
"""

import errno
from collections.abc import Mapping
from typing import NamedTuple

# What a filter returns (linux/seccomp.h).
ALLOW = 0x7FFF_0000
KILL = 0x8000_0000


def fail(number: int) -> int:
    """Let the call do nothing and return -1 with this errno; with 0, claim success."""
    return 0x0005_0000 | number


# The calls named here can be tried by a runtime, or by a library that it loads.
DENIED = fail(errno.EPERM)
# As on a kernel without the call; callers fall back, or go without.
MISSING = fail(errno.ENOSYS)
UNKNOWN_OPTION = fail(errno.EINVAL)
NO_EFFECT = fail(0)


class OneOf(NamedTuple):
    """The call passes this check where an argument, by position, has one of these values."""

    argument: int
    values: tuple[int, ...]
    otherwise: int


class NoneOf(NamedTuple):
    """The call passes this check where an argument has none of these values."""

    argument: int
    values: tuple[int, ...]
    otherwise: int


class NoBits(NamedTuple):
    """The call passes this check where an argument has none of the mask's bits."""

    argument: int
    mask: int
    otherwise: int


# A call passes when it passes all checks.
Check = OneOf | NoneOf | NoBits
Rule = int | tuple[Check, ...]

# sched.h: NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET. (NEWTIME is for clone3.)
_NEW_NAMESPACES = 0x7E02_0000
# A sibling, not a child: its parent would be the process that guards the box.
_CLONE_PARENT = 0x0000_8000

_ADDR_NO_RANDOMIZE = 0x0004_0000
_PER_LINUX, _PERSONALITY_QUERY = 0, 0xFFFF_FFFF

# asm-generic/ioctls.h. Input typed into the terminal that the worker was started from, and a line
# discipline of choice on it (the modules behind them have had holes).
_TIOCSTI, _TIOCLINUX, _TIOCSETD = 0x5412, 0x541C, 0x5423

# linux/prctl.h. A filter of the program's own; cookies, which leave the neighbour's core idle; who
# may trace.
_PR_SET_SECCOMP, _PR_SCHED_CORE, _PR_SET_PTRACER = 22, 62, 0x5961_6D61

_AF_UNIX = 1
_SELF = 0
_PRIO_PROCESS, _IOPRIO_WHO_PROCESS = 0, 1
# sched.h: OTHER, BATCH and IDLE.
_FAIR_CLASSES = (0, 3, 5)


def _every(action: int, names: str) -> dict[str, Rule]:
    """The same action for each of several calls, their names apart by spaces."""
    return dict.fromkeys(names.split(), action)


RULES: Mapping[str, Rule] = {
    # Only an exploit, or a program at the wrong place, calls these.
    **_every(KILL, "mount umount2 pivot_root move_mount open_tree open_tree_attr mount_setattr"),
    **_every(KILL, "fsopen fsconfig fsmount fspick setns open_by_handle_at quotactl quotactl_fd"),
    **_every(KILL, "kexec_load kexec_file_load init_module finit_module delete_module"),
    **_every(KILL, "reboot swapon swapoff acct iopl ioperm"),
    # Namespaces give capabilities over themselves, and so lead to most kernel holes. The flags of
    # clone3 are in memory; glibc, musl and Go fall back to clone where it is missing.
    "clone": (NoBits(0, _NEW_NAMESPACES | _CLONE_PARENT, DENIED),),
    "clone3": MISSING,
    **_every(DENIED, "unshare chroot sethostname setdomainname vhangup syslog name_to_handle_at"),
    # Other processes: their memory, descriptors and state.
    **_every(DENIED, "ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd"),
    **_every(DENIED, "process_madvise process_mrelease migrate_pages move_pages"),
    # The clock: of the machine, not of the box.
    **_every(DENIED, "settimeofday clock_settime adjtimex clock_adjtime"),
    # Keyrings outlive the run and are no namespace's; the others are wide and rich in holes.
    **_every(DENIED, "keyctl add_key request_key bpf perf_event_open userfaultfd"),
    **_every(MISSING, "io_uring_setup io_uring_enter io_uring_register"),
    **_every(MISSING, "fanotify_init fanotify_mark memfd_secret modify_ldt vmsplice"),
    # One pool of aio contexts for the whole machine, which a database beside us may need.
    **_every(MISSING, "io_setup"),
    # They stay in the ipc namespace, which is the box's, and so for the next submission to find. A
    # namespace for each run would cost it more than all of its other walls together.
    **_every(MISSING, "shmget semget msgget mq_open"),
    # A filter of the program's own can only refuse more, but it is kernel code to be attacked.
    "seccomp": MISSING,
    "prctl": (NoneOf(0, (_PR_SET_SECCOMP, _PR_SCHED_CORE, _PR_SET_PTRACER), UNKNOWN_OPTION),),
    # What is mounted where on the host; which of its files are in memory; security modules.
    **_every(MISSING, "statmount listmount listns cachestat"),
    **_every(MISSING, "lsm_get_self_attr lsm_set_self_attr lsm_list_modules"),
    **_every(MISSING, "file_getattr file_setattr"),
    # Gone from the kernel or going; nothing of this century calls them.
    **_every(MISSING, "lookup_dcookie nfsservctl uselib ustat sysfs _sysctl create_module"),
    **_every(MISSING, "get_kernel_syms query_module afs_syscall tuxcall security vserver"),
    **_every(MISSING, "getpmsg putpmsg epoll_ctl_old epoll_wait_old"),
    # No family but unix: others load modules, and some (vsock, netlink) are of no namespace or
    # answer even without an interface.
    "socket": (OneOf(0, (_AF_UNIX,), fail(errno.EAFNOSUPPORT)),),
    "socketpair": (OneOf(0, (_AF_UNIX,), fail(errno.EAFNOSUPPORT)),),
    "personality": (OneOf(0, (_PER_LINUX, _ADDR_NO_RANDOMIZE, _PERSONALITY_QUERY), DENIED),),
    "ioctl": (NoneOf(1, (_TIOCSTI, _TIOCLINUX, _TIOCSETD), DENIED),),
    # Runs are pinned to one core each. libgomp, OpenBLAS, TBB and thread pools pin their threads
    # (by thread number, so "self" is not always 0) and some give up on an error; where the worker
    # allows one core there is nothing to choose. So: done, without doing it.
    "sched_setaffinity": NO_EFFECT,
    # A real-time class would shut out whoever else is on the core, the guard included.
    "sched_setscheduler": (OneOf(0, (_SELF,), DENIED), OneOf(1, _FAIR_CLASSES, DENIED)),
    "sched_setparam": (OneOf(0, (_SELF,), DENIED),),
    "sched_setattr": DENIED,
    "setpriority": (OneOf(0, (_PRIO_PROCESS,), DENIED), OneOf(1, (_SELF,), DENIED)),
    "ioprio_set": (OneOf(0, (_IOPRIO_WHO_PROCESS,), DENIED), OneOf(1, (_SELF,), DENIED)),
    # Nobody's limits but the caller's: the guard may be of the same user.
    "prlimit64": (OneOf(0, (_SELF,), DENIED),),
    # Both write back every disk of the machine (a read-only descriptor of /usr is enough), which
    # other runs would feel; the box itself is in memory.
    **_every(NO_EFFECT, "sync syncfs"),
}

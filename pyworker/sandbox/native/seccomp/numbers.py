"""System calls by number, on the machines that there is a filter for.

Only those that the policy names, and which numbers are taken at all. Sources: the kernel's
arch/x86/entry/syscalls/syscall_64.tbl and scripts/syscall.tbl (aarch64) as of Linux 7.0. From 424
on the numbers are the same everywhere.
"""

from typing import NamedTuple

# One past the newest call of both tables, rseq_slice_yield.
NEWEST = 472


class Machine(NamedTuple):
    """What the filter must know of a kind of machine.

    Attributes:
        arch: what the kernel calls its system call convention (AUDIT_ARCH of linux/audit.h).
        calls: the number of each call of the policy that the machine has.
        known: the numbers that are taken, as (first, one past the last). A number outside may be
            given to a call that nobody has judged yet.
        foreign: from this number on the calls are another convention's; None where all are its own.
    """

    arch: int
    calls: dict[str, int]
    known: tuple[tuple[int, int], ...]
    foreign: int | None = None


# name: (x86_64, aarch64); None where there is no such call.
_NUMBERS: dict[str, tuple[int, int | None]] = {
    "ioctl": (16, 29),
    "shmget": (29, 194),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "clone": (56, 220),
    "semget": (64, 190),
    "msgget": (68, 186),
    "ptrace": (101, 117),
    "syslog": (103, 116),
    "uselib": (134, None),
    "personality": (135, 92),
    "ustat": (136, None),
    "sysfs": (139, None),
    "setpriority": (141, 140),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "vhangup": (153, 58),
    "modify_ldt": (154, None),
    "pivot_root": (155, 41),
    "_sysctl": (156, None),
    "prctl": (157, 167),
    "adjtimex": (159, 171),
    "chroot": (161, 51),
    "sync": (162, 81),
    "acct": (163, 89),
    "settimeofday": (164, 170),
    "mount": (165, 40),
    "umount2": (166, 39),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "iopl": (172, None),
    "ioperm": (173, None),
    "create_module": (174, None),
    "init_module": (175, 105),
    "delete_module": (176, 106),
    "get_kernel_syms": (177, None),
    "query_module": (178, None),
    "quotactl": (179, 60),
    "nfsservctl": (180, 42),
    "getpmsg": (181, None),
    "putpmsg": (182, None),
    "afs_syscall": (183, None),
    "tuxcall": (184, None),
    "security": (185, None),
    "sched_setaffinity": (203, 122),
    "io_setup": (206, 0),
    "lookup_dcookie": (212, 18),
    "epoll_ctl_old": (214, None),
    "epoll_wait_old": (215, None),
    "clock_settime": (227, 112),
    "vserver": (236, None),
    "mq_open": (240, 180),
    "kexec_load": (246, 104),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "ioprio_set": (251, 30),
    "migrate_pages": (256, 238),
    "unshare": (272, 97),
    "vmsplice": (278, 75),
    "move_pages": (279, 239),
    "perf_event_open": (298, 241),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "prlimit64": (302, 261),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "clock_adjtime": (305, 266),
    "syncfs": (306, 267),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "finit_module": (313, 273),
    "sched_setattr": (314, 274),
    "seccomp": (317, 277),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "clone3": (435, 435),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "mount_setattr": (442, 442),
    "quotactl_fd": (443, 443),
    "memfd_secret": (447, 447),
    "process_mrelease": (448, 448),
    "cachestat": (451, 451),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "lsm_get_self_attr": (459, 459),
    "lsm_set_self_attr": (460, 460),
    "lsm_list_modules": (461, 461),
    "open_tree_attr": (467, 467),
    "file_getattr": (468, 468),
    "file_setattr": (469, 469),
    "listns": (470, 470),
}

# x86_64's own end with uprobe. 2^30 is the bit of x32: the same calls with 32-bit pointers.
_X86_64 = Machine(
    arch=0xC000_003E,
    calls={name: x86 for name, (x86, _) in _NUMBERS.items()},
    known=((0, 337), (424, NEWEST)),
    foreign=1 << 30,
)

# From 244 on 16 numbers are for calls of single architectures; from 295 on for 32-bit ones.
_AARCH64 = Machine(
    arch=0xC000_00B7,
    calls={name: arm for name, (_, arm) in _NUMBERS.items() if arm is not None},
    known=((0, 244), (260, 295), (424, NEWEST)),
)

MACHINES = {"x86_64": _X86_64, "aarch64": _AARCH64}

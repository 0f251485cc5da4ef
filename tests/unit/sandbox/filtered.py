"""Behind a filter: try system calls, each in a process of its own, and tell what became of them.

A program for tests to start: ``filtered.py FILTER CALLS [PROGRAM...]``. FILTER is the filter in
hexadecimal, CALLS a JSON list of [number, arguments...]. It writes a JSON list: minus the signal
that the call's process died by, or the errno of the call, 0 where it succeeded. The program is then
executed, if any.
"""

import ctypes
import json
import os
import resource
import sys
from collections.abc import Sequence

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, _PR_SET_NO_NEW_PRIVS = 22, 2, 38

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


class _SockFprog(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install(program: bytes) -> None:
    """Put this process and all that it starts behind the filter."""
    loaded = _SockFprog(len(program) // 8, program)
    for arguments in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0),
        (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(loaded)),
    ):
        if _libc.prctl(*arguments, 0, 0):
            raise OSError(ctypes.get_errno(), f"prctl {arguments[0]}")


def outcome(call: Sequence[int]) -> int:
    """Make one call in a child."""
    child = os.fork()
    if child == 0:
        registers = [ctypes.c_ulong(value % (1 << 64)) for value in call]
        failed = _libc.syscall(*registers) == -1
        os._exit(ctypes.get_errno() if failed else 0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def main() -> None:
    """Do as the module's docstring says."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    program, calls = bytes.fromhex(sys.argv[1]), json.loads(sys.argv[2])
    install(program)
    print(json.dumps([outcome(call) for call in calls]), flush=True)
    if sys.argv[3:]:
        os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606  the caller's own program


if __name__ == "__main__":
    main()

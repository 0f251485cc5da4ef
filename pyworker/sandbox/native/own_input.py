"""The input of a program: a copy of its own.

The worker's file is not handed over. A program that runs as the worker's own user could open it
again by its descriptor, write to it or take its rights away, for all who come after; and any
program would see where it lies. Copying costs about a millisecond for a megabyte.
"""

import fcntl
import os
import stat

_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW


def own_input(given: int) -> int:
    """Return a descriptor for a program to read, from the given one's position on.

    A regular file is copied to a file in memory, of a fixed length: what the program writes to it
    is lost with it. Anything else, a pipe above all, is the same as before.

    Raises:
        OSError: it cannot be read, or there is no memory for it.
    """
    found = os.fstat(given)
    if not stat.S_ISREG(found.st_mode):
        return os.dup(given)
    copy = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        at = os.lseek(given, 0, os.SEEK_CUR)
        while copied := os.sendfile(copy, given, at, max(0, found.st_size - at)):
            at += copied
        fcntl.fcntl(copy, fcntl.F_ADD_SEALS, _SEALS)
        os.lseek(copy, 0, os.SEEK_SET)
    except OSError:
        os.close(copy)
        raise
    return copy

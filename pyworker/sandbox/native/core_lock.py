"""One core, for one run at a time on the whole machine."""

import fcntl
import os
from pathlib import Path


class CoreLock:
    """A lock file, which the kernel unlocks when its holder dies; nothing without a folder."""

    def __init__(self, folder: Path | None, core: int) -> None:
        self._descriptor = -1
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            self._descriptor = os.open(folder / f"core-{core}.lock", flags, 0o600)

    def acquire(self) -> bool:
        """Take the core if it is free."""
        if self._descriptor < 0:
            return True
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give it back."""
        if self._descriptor >= 0:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

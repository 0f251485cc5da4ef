"""The data folder: one ``pyworker dev`` at a time uses it."""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from pyworker.errors import PyworkerError

# The servers of a `pyworker dev` that was killed end within this time, and let the folder go.
PATIENCE_S = 10.0
LOOK_AGAIN_S = 0.05


class FolderInUse(PyworkerError):
    """Another ``pyworker dev`` runs on the same folder."""


class DataFolder:
    """A lock on a folder, held while the ``with`` block runs.

    The file has two locks. One (``lockf``) is this process's and ends with it: who cannot get it
    is refused. The other (``flock``) belongs to the open file, which the servers inherit: it is
    free once the last of them is gone, so two servers never write to the same data.
    """

    def __init__(self, path: Path, patience_s: float = PATIENCE_S) -> None:
        self.path = path
        self._patience_s = patience_s
        self._lock = -1

    @property
    def lock(self) -> int:
        """The file that servers on this folder must keep open."""
        return self._lock

    def __enter__(self) -> "DataFolder":
        self.path.mkdir(parents=True, exist_ok=True)
        # PostgreSQL has another user where we are root, and must get through to its own folder.
        self.path.chmod(0o711)
        self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not self._try(fcntl.lockf):
            self._refuse()
        give_up_at = time.monotonic() + self._patience_s
        while not self._try(fcntl.flock):
            if time.monotonic() > give_up_at:
                self._refuse()
            time.sleep(LOOK_AGAIN_S)
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, str(os.getpid()).encode(), 0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._lock)

    def _try(self, lock: Callable[[int, int], None]) -> bool:
        try:
            lock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _refuse(self) -> None:
        holder = os.pread(self._lock, 20, 0).decode() or "unknown"
        os.close(self._lock)
        raise FolderInUse(
            f"another `make run` or `pyworker dev` (process {holder}) uses {self.path}; stop it, "
            "or set PYWORKER_DATA_DIR to another folder"
        )

"""The data folder: one ``pyworker dev`` at a time uses it."""

import fcntl
import os
import time
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

    The servers inherit the lock's file, so the folder is free only once the last of them is gone:
    two servers never write to the same data.
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
        give_up_at = time.monotonic() + self._patience_s
        while not self._try_lock():
            if self._holder_lives() or time.monotonic() > give_up_at:
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

    def _try_lock(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _holder(self) -> str:
        return os.pread(self._lock, 20, 0).decode() or "unknown"

    def _holder_lives(self) -> bool:
        return Path("/proc", self._holder()).exists()

    def _refuse(self) -> None:
        holder = self._holder()
        os.close(self._lock)
        raise FolderInUse(
            f"another `make run` or `pyworker dev` (process {holder}) uses {self.path}; stop it, "
            "or set PYWORKER_DATA_DIR to another folder"
        )

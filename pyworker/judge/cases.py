"""Test cases that come from elsewhere, kept on disk by the SHA-256 of what is in them.

A folder of files named by their digest, 0400 in 0700, so that no program that is judged reads them.
Several processes use one folder at once: a file appears whole, by a rename, and its time of change
is the time of its last use. What is not asked for again goes first when there is too much.
"""

import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pyworker.errors import PyworkerError
from pyworker.judge.problem import Blob

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_UNFINISHED = "unfinished-"

# A file of a writer that was killed.
ABANDONED_S = 3600.0
# A judgement finds all its cases before it opens the last one; within this time they stay.
IN_USE_S = 600.0
# After so large a share of the limit has been written, all that is there is counted.
_SHARE_UNCOUNTED = 1 / 8
# Down to this share of it, so that not every file written then deletes another.
_SHARE_KEPT = 7 / 8


class CacheUnusable(PyworkerError):
    """The folder of test cases is not this user's alone."""


def digest_of(content: bytes) -> str:
    """Return the name under which ``CaseCache`` keeps a content: 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


class CaseCache:
    """A folder of test data, by digest; any thread and process may use it.

    Args:
        folder: made where it is missing.
        max_bytes: more than this goes by least recent use...
        in_use_s: ...except what was used within this time, lest a judgement lose its cases.

    Raises:
        CacheUnusable: the folder is another user's, or open to other users.
    """

    def __init__(self, folder: Path, max_bytes: int, in_use_s: float = IN_USE_S) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
        if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
            raise CacheUnusable(
                f"{folder} is not this user's alone, and test cases must stay hidden; "
                "chown and `chmod 700` it, or set another folder"
            )
        self._folder = folder
        self._max_bytes = max_bytes
        self._in_use_s = in_use_s
        # Digests whose file was found to hold what it should in this process, by its inode.
        self._verified: dict[str, int] = {}
        self._uncounted_bytes = max_bytes

    def put(self, content: bytes) -> Blob:
        """Keep a content; what is there already is used as it is."""
        digest = digest_of(content)
        kept = self.get(digest)
        if kept is not None:
            return kept
        path = self._folder / digest
        self._write(path, content)
        self._verified[digest] = path.stat().st_ino
        self._uncounted_bytes += len(content)
        if self._uncounted_bytes >= self._max_bytes * _SHARE_UNCOUNTED:
            self._uncounted_bytes = 0
            self._clean()
        return Blob(path, len(content))

    def get(self, digest: str) -> Blob | None:
        """Return what has this digest, or None: then it is to be fetched and put.

        A file is read whole once in a process. One that is not what its name says is removed.

        Raises:
            ValueError: it is no digest.
        """
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"expected 64 hexadecimal digits, got {digest[:80]!r}")
        path = self._folder / digest
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                if self._verified.get(digest) != status.st_ino:
                    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                        path.unlink(missing_ok=True)
                        return None
                    self._verified[digest] = status.st_ino
                os.utime(path)
        except FileNotFoundError:
            self._verified.pop(digest, None)
            return None
        return Blob(path, status.st_size)

    def _write(self, path: Path, content: bytes) -> None:
        # Not flushed to the disk: what a power cut leaves half written, its digest betrays.
        descriptor, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, 0o400)
                file.write(content)
            os.rename(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise

    def _clean(self) -> None:
        """Delete what was least recently used, until less is left than may be."""
        now = time.time()
        files = sorted(self._files(now))
        total = sum(size for _, size, _ in files)
        if total > self._max_bytes:
            for used_at, size, path in files:
                if total <= self._max_bytes * _SHARE_KEPT or used_at > now - self._in_use_s:
                    break
                # Who has it open reads on; who has not, fetches it again.
                path.unlink(missing_ok=True)
                total -= size
        for digest in list(self._verified):
            if not (self._folder / digest).exists():
                self._verified.pop(digest, None)

    def _files(self, now: float) -> Iterator[tuple[float, int, Path]]:
        """Yield time of last use, size and path of each file; delete what writers left behind."""
        with os.scandir(self._folder) as entries:
            for entry in entries:
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                if _DIGEST.fullmatch(entry.name):
                    yield status.st_mtime, status.st_size, Path(entry.path)
                elif entry.name.startswith(_UNFINISHED) and status.st_mtime < now - ABANDONED_S:
                    Path(entry.path).unlink(missing_ok=True)

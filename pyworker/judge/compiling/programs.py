"""Compiled programs on disk, by what they were made of; the least recently used make room.

A file is the SHA-256 of all that follows it, a line of JSON, and the program's files one after the
other. It comes into being by a rename, so that no reader sees half of it. A file whose digest does
not fit, or that was made for another key, is removed and counts as not there: a disk's fault must
not become a student's. It is no defence against those who may write to the folder, which is why
nobody else may.
"""

import contextlib
import hashlib
import json
import logging
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyworker.sandbox.port import File

log = logging.getLogger(__name__)

GIB = 1 << 30
DIGEST_CHARS = 64
# Evicting one by one would list the folder at every compile.
KEPT_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Program:
    """What a ``Command`` needs to run a submission, but for its input and limits."""

    argv: tuple[str, ...]
    files: tuple[File, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Built:
    """What compiling made: the program's files, and what the compiler said meanwhile."""

    files: tuple[File, ...]
    messages: str = ""


def key_of(*parts: str | bytes) -> str:
    """Return the digest of texts in their order; no two lists share one."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


class Programs:
    """The folder of compiled programs; threads and processes may share it.

    Losing it costs time only, so an unwritable disk is logged and not raised.
    """

    def __init__(self, folder: Path, most_bytes: int = GIB) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        # Of all files, as far as this process knows; None before it has looked.
        self._bytes: int | None = None
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)

    def get(self, key: str) -> Built | None:
        """Return the program made of this, unless it is not there or was changed."""
        path = self._folder / key
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("%s: cannot be read (%s); compiling instead", path, error)
            return None
        try:
            built = _unpacked(data, key)
        except ValueError as error:
            log.warning("%s: %s; removed, compiling instead", path, error)
            path.unlink(missing_ok=True)
            return None
        # Its time of change says when it was used last. Another process may have removed it.
        with contextlib.suppress(OSError):
            os.utime(path)
        return built

    def put(self, key: str, built: Built) -> None:
        """Keep a program, at the price of those not used for longest."""
        data = _packed(key, built)
        try:
            write(self._folder / key, [data])
            self._make_room(len(data))
        except OSError as error:
            log.warning("%s: a program cannot be kept there (%s)", self._folder, error)

    def _make_room(self, added: int) -> None:
        with self._lock:
            if self._bytes is not None and self._bytes + added <= self._most_bytes:
                self._bytes += added
                return
            self._bytes = self._evict()

    def _evict(self) -> int:
        """Remove the least recently used while there is too much; returns what is left, in bytes.

        Also what a killed process left half written: it is never used again.
        """
        found = sorted(self._sizes())
        total = sum(size for _, size, _ in found)
        if total <= self._most_bytes:
            return total
        for _, size, path in found:
            if total <= self._most_bytes * KEPT_SHARE:
                break
            path.unlink(missing_ok=True)
            total -= size
        return total

    def _sizes(self) -> Iterator[tuple[int, int, Path]]:
        """Yield when each file was used, its size, and where it is."""
        for path in self._folder.iterdir():
            # Another process makes room as well.
            with contextlib.suppress(FileNotFoundError):
                status = path.stat()
                yield status.st_mtime_ns, status.st_size, path


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file beside its place and rename it: it is there whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".making-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _packed(key: str, built: Built) -> bytes:
    facts = {
        "key": key,
        "messages": built.messages,
        "files": [[file.name, len(_bytes(file)), file.executable] for file in built.files],
    }
    head = json.dumps(facts).encode() + b"\n"
    body = b"".join((head, *(_bytes(file) for file in built.files)))
    return hashlib.sha256(body).hexdigest().encode() + body


def _bytes(file: File) -> bytes:
    if isinstance(file.content, int):
        raise TypeError(f"{file.name}: a descriptor cannot be kept")
    return file.content


def _unpacked(data: bytes, key: str) -> Built:
    digest, body = data[:DIGEST_CHARS], memoryview(data)[DIGEST_CHARS:]
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise ValueError("its content is not what was written")
    at = data.index(b"\n", DIGEST_CHARS) + 1
    facts = json.loads(data[DIGEST_CHARS:at])
    if facts["key"] != key:
        raise ValueError("it is another program")
    files = []
    for name, size, executable in facts["files"]:
        files.append(File(name, data[at : at + size], executable))
        at += size
    return Built(tuple(files), facts["messages"])

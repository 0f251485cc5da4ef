"""The worker's end of one box: starts its guard, sends commands, makes runs of the answers."""

import itertools
import mmap
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pyworker.sandbox.native import frames
from pyworker.sandbox.native.cgroups.layout import Group, Layout
from pyworker.sandbox.native.core_lock import CoreLock
from pyworker.sandbox.native.ending import what_ended
from pyworker.sandbox.port import Command, Limits, Output, Run, SandboxFailed, Taken

# The user of a program where root judges: one a core, so that no two boxes share one.
FIRST_USER = 61_000

START_S = 20.0
GRACE_S = 15.0  # beyond the wall limit: for a guard on a busy machine to clean up

# The guard is this package's code, without the rest: the worker's own __init__ loads what a guard
# has no use for, and a site's .pth files could load anything.
_BOOT = """
import sys, types
package = types.ModuleType("pyworker")
package.__path__ = [sys.argv[1]]
sys.modules["pyworker"] = package
from pyworker.sandbox.native.guard import main
main(int(sys.argv[2]))
"""
_PACKAGE = str(Path(__file__).parents[2])

_LIMITS = tuple(each.name for each in fields(Limits))

_numbers = itertools.count()


@dataclass(slots=True)
class Plan:
    """What all boxes of a sandbox are made from.

    Attributes:
        filter: the seccomp program.
        mounts: more folders for the boxes: where they are, and where they go.
        layout: where groups are made; None to do without.
        open_folders: no namespaces; a folder of the machine instead.
    """

    filter: bytes
    mounts: list[tuple[str, str]]
    layout: Layout | None
    open_folders: bool = False


@dataclass(slots=True)
class _Guard:
    process: subprocess.Popen[bytes]
    connection: socket.socket
    group: Group | None
    folder: str = ""
    said: dict[str, Any] = field(default_factory=dict)


class GuardedBox:
    """A box and its guard; a guard that fails is replaced at the next run."""

    def __init__(self, plan: Plan, core: int, lock: CoreLock) -> None:
        self.lock = lock
        self.namespaces: list[str] = []
        self.kinds = ("rusage", "max-rss")
        self.has_proc = False
        self._plan = plan
        self._core = core
        self._guard: _Guard | None = None

    def start(self) -> None:
        """Start the guard, if there is none.

        Raises:
            SandboxFailed: says which step this machine refused.
        """
        if self._guard is not None:
            return
        group = None
        if self._plan.layout is not None:
            group = self._plan.layout.create(f"{os.getpid()}-{next(_numbers)}")
        folder = tempfile.mkdtemp(prefix="pyworker-") if self._plan.open_folders else ""
        try:
            self._guard = guard = _start(group, folder)
        except OSError as error:
            if group is not None:
                group.remove()
            raise SandboxFailed(f"the guard of a box does not start: {error}") from error
        guard.connection.settimeout(START_S)
        said = self._exchange(guard, self._setup(guard), [self._plan.filter], [])[0]
        guard.connection.settimeout(None)
        self.namespaces, self.has_proc = said["namespaces"], said["proc"]
        self.kinds = tuple(said["kinds"])

    def run(self, command: Command) -> Run:
        self.start()
        guard = self._guard
        assert guard is not None  # noqa: S101  for the type checker: start has made it
        header, blobs, descriptors = _request(command)
        guard.connection.settimeout(command.limits.wall_s + GRACE_S)
        said, tail, received = self._exchange(guard, header, blobs, descriptors)
        return _run(said, tail, received)

    def close(self) -> None:
        """End the guard, and with it all that is in the box."""
        guard, self._guard = self._guard, None
        if guard is None:
            return
        guard.connection.close()
        try:
            guard.process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            guard.process.kill()
            guard.process.wait()
        if guard.group is not None:
            guard.group.remove()
        if guard.folder:
            shutil.rmtree(guard.folder, ignore_errors=True)

    def _setup(self, guard: _Guard) -> dict[str, Any]:
        root = os.geteuid() == 0
        return {
            "cgroups": guard.group.folders if guard.group else {},
            "core": self._core,
            "mounts": self._plan.mounts,
            "open_folder": f"{guard.folder}/box" if guard.folder else "",
            "outer_user": FIRST_USER + self._core if root else None,
        }

    def _exchange(
        self, guard: _Guard, header: object, blobs: list[bytes], descriptors: list[int]
    ) -> tuple[dict[str, Any], memoryview, list[int]]:
        try:
            frames.send(guard.connection, header, blobs, descriptors)
            said, tail, received = frames.receive(guard.connection)
        except (frames.Closed, TimeoutError) as error:
            self.close()
            raise SandboxFailed(f"the guard of a box is lost: {error!r}") from error
        if "failed" in said:
            self.close()
            raise SandboxFailed(f"a box failed: {said['failed']}")
        return said, tail, received


def _start(group: Group | None, folder: str) -> _Guard:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and code
            [sys.executable, "-I", "-S", "-c", _BOOT, _PACKAGE, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd="/",
            env={},
            start_new_session=True,
        )
    return _Guard(process, ours, group, folder)


def _request(command: Command) -> tuple[dict[str, Any], list[bytes], list[int]]:
    descriptors = [] if command.stdin is None else [command.stdin]
    files: list[list[Any]] = []
    blobs = []
    for file in command.files:
        if isinstance(file.content, int):
            files.append([file.name, 0, file.executable, len(descriptors)])
            descriptors.append(file.content)
        else:
            files.append([file.name, len(file.content), file.executable, None])
            blobs.append(file.content)
    header = {
        "argv": command.argv,
        "environment": dict(command.environment),
        "limits": {name: getattr(command.limits, name) for name in _LIMITS},
        "stdin": None if command.stdin is None else 0,
        "files": files,
        "take": command.take,
        "take_bytes": command.take_bytes,
    }
    return header, blobs, descriptors


def _run(said: dict[str, Any], tail: memoryview, received: list[int]) -> Run:
    carriers = iter(received)
    stdout, stderr = _outputs(said["streams"], tail, carriers)
    data = frames.contents(next(carriers)) if said["has_taken"] else b""
    ended, over = what_ended(said)
    return Run(
        ended=ended,
        exit_code=said["exit"],
        signal=said["signal"],
        cpu_s=said["cpu_s"],
        wall_s=said["wall_s"],
        memory_bytes=said["memory_bytes"],
        stdout=stdout,
        stderr=stderr,
        over=over,
        oom_kills=said["oom_kills"],
        forks_refused=said["forks_refused"],
        bytes_written=said["written"] + len(stdout) + len(stderr),
        taken=tuple(_taken(said["taken"], data)),
        left=tuple(said["left"]),
    )


def _outputs(
    streams: list[tuple[int, bool, bool]], tail: memoryview, carriers: Iterator[int]
) -> list[Output]:
    outputs = []
    at = 0
    for size, over, in_file in streams:
        if in_file:
            outputs.append(Output(_map(next(carriers), size), over))
        else:
            outputs.append(Output(bytes(tail[at : at + size]), over))
            at += size
    return outputs


def _map(descriptor: int, size: int) -> mmap.mmap:
    try:
        return mmap.mmap(descriptor, size, prot=mmap.PROT_READ)
    finally:
        os.close(descriptor)


def _taken(names: list[tuple[str, int, bool]], data: bytes) -> Iterator[Taken]:
    at = 0
    for name, size, executable in names:
        yield Taken(name, data[at : at + size], executable)
        at += size

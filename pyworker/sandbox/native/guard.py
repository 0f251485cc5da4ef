"""The guard of one box: builds it, then runs one program after the other in it.

Started by ``pool`` in an interpreter of its own. It imports little and keeps nothing of a run.
"""

import functools
import gc
import os
import signal
import socket
import sys

from pyworker.sandbox.native import frames, house, processor_time, syscalls
from pyworker.sandbox.native.cgroups.account import open_account
from pyworker.sandbox.native.forge import Forge
from pyworker.sandbox.native.init import Init, InitLost
from pyworker.sandbox.native.launch import (
    CannotExecute,
    Launcher,
    LaunchFailed,
    Runner,
    resource_limits,
)
from pyworker.sandbox.native.own_input import own_input
from pyworker.sandbox.native.runner import CANNOT_EXECUTE
from pyworker.sandbox.native.watch import Watch
from pyworker.sandbox.native.yard import OpenYard, Yard, put, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    import resource
    from collections.abc import Callable
    from typing import Any

_NOT_EXECUTED = {
    "exit": CANNOT_EXECUTE, "signal": None, "killed_for": "", "cpu_s": 0.0, "wall_s": 0.0,
    "memory_bytes": 0, "oom_kills": 0, "forks_refused": 0,
}  # fmt: skip


def main(descriptor: int) -> None:
    """Serve the worker at the other end of a socket until it leaves."""
    # The worker's may be narrower, and then programs could not read the files of their commands.
    os.umask(0o022)
    worker = socket.socket(fileno=descriptor)
    try:
        header, blobs, _ = frames.receive(worker)
        guard = _open(worker, header, bytes(blobs))
        while guard is not None:
            _serve(worker, guard)
    except frames.Closed:
        return


def _open(worker: socket.socket, setup: "dict[str, Any]", filter_: bytes) -> "Guard | None":
    try:
        guard = Guard(worker.fileno(), setup, filter_)
    except (house.HouseFailed, InitLost, OSError) as error:
        frames.send(worker, {"failed": str(error)})
        return None
    said = {"namespaces": guard.namespaces, "proc": guard.has_proc, "kinds": guard.kinds}
    frames.send(worker, said)
    return guard


def _serve(worker: socket.socket, guard: "Guard") -> None:
    header, blobs, descriptors = frames.receive(worker)
    try:
        guard.run(worker, header, blobs, descriptors)
    except (InitLost, LaunchFailed, OSError, ValueError) as error:
        frames.send(worker, {"failed": f"{type(error).__name__}: {error}"})
    finally:
        for held in descriptors:
            os.close(held)
    guard.make_ready()


class Guard:
    """One box. ``setup`` is what the worker says once: see ``pool``."""

    def __init__(self, worker: int, setup: "dict[str, Any]", filter_: bytes) -> None:
        self._worker = worker
        # With its programs, whom it interrupts for microseconds: waking another core takes longer.
        os.sched_setaffinity(0, (setup["core"],))
        self._account = open_account(setup["cgroups"])
        self.kinds = self._account.kinds
        self._init: Init | None = None
        self._limits: dict[str, Any] = {}
        self._translated: list[tuple[int, int]] = []
        self._null = os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC)
        self.namespaces: list[str] = []
        self._forge: Forge | None = None
        outer = setup["outer_user"]
        boxed = not setup["open_folder"]
        user = (house.USER, house.USER) if boxed and outer is not None else None
        self._launcher = Launcher(self._account, filter_, user, boxed)
        if boxed:
            self._init, self.namespaces = house.build(outer, setup["mounts"], self._make_forge)
            self._yard: Yard | OpenYard = Yard(user or (house.USER, house.USER))
        else:
            syscalls.adopt_orphans()
            self._yard = OpenYard(setup["open_folder"])
        house.settle()
        self.has_proc = self._init is None or self._init.has_proc
        self._runner = self._first_runner()
        # From here on nothing can be loaded: the box has its own idea of what is where.
        sys.path.clear()
        gc.collect()
        gc.freeze()
        gc.disable()

    def run(
        self,
        worker: socket.socket,
        asked: "dict[str, Any]",
        blobs: memoryview,
        descriptors: "list[int]",
    ) -> None:
        """Run one program and send what happened."""
        limits = asked["limits"]
        self._yard.fresh(limits["disk_bytes"], limits["disk_files"])
        self._furnish(asked["files"], blobs, descriptors)
        self._account.begin(limits["memory_bytes"], limits["processes"])
        stdin = self._null
        if asked["stdin"] is not None:
            stdin = own_input(descriptors[asked["stdin"]])
            descriptors.append(stdin)
        seen = self._execute(asked, limits, stdin)
        self._answer(worker, asked, seen)

    def _make_forge(self) -> None:
        # What it knows of the account must hold for every run.
        if self._account.lasting:
            self._forge = Forge(self._launcher)

    def _first_runner(self) -> Runner:
        """Make the first runner, and do without a forge where the kernel does not let it fork."""
        if self._forge is not None and self._init is not None:
            self._forge.open(self._init.namespace)
            runner = Runner(self._launcher, self._forge)
            if runner.was_forked():
                return runner
            runner.close()
            self._forge = None
        return Runner(self._launcher, None)

    def make_ready(self) -> None:
        """Throw away what a run left, its memory with it, and prepare the next one."""
        self._runner.close()
        self._yard.clear()
        self._account.renew()
        self._runner = Runner(self._launcher, self._forge)

    def _furnish(
        self, files: "list[list[Any]]", blobs: memoryview, descriptors: "list[int]"
    ) -> None:
        at = 0
        for name, size, executable, index in files:
            content = blobs[at : at + size] if index is None else descriptors[index]
            at += size if index is None else 0
            put(self._yard.work, name, content, executable)

    def _execute(
        self, asked: "dict[str, Any]", limits: "dict[str, Any]", stdin: int
    ) -> "dict[str, Any]":
        runner = self._runner
        runner.stdout.limit, runner.stderr.limit = limits["stdout_bytes"], limits["stderr_bytes"]
        order = {
            "argv": asked["argv"],
            "environment": asked["environment"],
            "folder": self._yard.work,
            "limits": self._rlimits(limits),
        }
        pid = runner.start(order, stdin)
        watch = Watch(pid, runner, self._account, self._clocks(pid), limits)
        watch.until_end([runner.stdout, runner.stderr], self._worker)
        _, status, usage = os.wait4(pid, 0)
        self._end_all()
        try:
            runner.refuse_failed()
        except CannotExecute as error:
            runner.stderr.say(f"pyworker: cannot {error}\n".encode())
            return dict(_NOT_EXECUTED)
        return self._account_for(status, usage, watch)

    def _rlimits(self, limits: "dict[str, Any]") -> "list[tuple[int, int]]":
        """Translate limits; they are mostly those of the run before."""
        if limits != self._limits:
            self._limits = limits
            self._translated = resource_limits(limits, self.kinds[1] != "max-rss")
        return self._translated

    def _account_for(
        self, status: int, usage: "resource.struct_rusage", watch: Watch
    ) -> "dict[str, Any]":
        own_s = self._runner.birth().own_s
        counted = self._account.cpu_s()
        peak = self._account.peak_bytes()
        waited_s = usage.ru_utime + usage.ru_stime - own_s
        used_s = max(waited_s, watch.cpu_s) if counted is None else counted - own_s
        return {
            "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "killed_for": watch.killed_for,
            "cpu_s": max(0.0, used_s),
            "wall_s": watch.wall_s,
            "memory_bytes": usage.ru_maxrss * 1024 if peak is None else peak,
            "oom_kills": self._account.oom_kills(),
            "forks_refused": self._account.forks_refused(),
        }

    def _clocks(self, pid: int) -> "tuple[Callable[[], float], Callable[[], float]]":
        """Choose who tells the time used and waited for: all of the box, or one process."""
        boxed = self._init is not None and self.has_proc
        if self.kinds[0] == "cgroup":
            used = self._counted_s
        elif boxed:
            used = processor_time.of_box
        else:
            used = functools.partial(processor_time.of_process, pid)
        if boxed:
            return used, processor_time.waited_for_in_box
        return used, functools.partial(processor_time.waited_for_by_process, pid)

    def _counted_s(self) -> float:
        return self._account.cpu_s() or 0.0

    def _end_all(self) -> None:
        if self._account.none_left():
            return
        if self._init is not None:
            self._init.sweep()
            return
        # Without a pid namespace: whoever is left has become a child of this process.
        while kill_children():
            pass

    def _answer(
        self, worker: socket.socket, asked: "dict[str, Any]", seen: "dict[str, Any]"
    ) -> None:
        streams = (self._runner.stdout, self._runner.stderr)
        for stream in streams:
            stream.drain()
        seen["written"] = self._yard.used_bytes()
        seen["streams"] = [[stream.size, stream.over, stream.file >= 0] for stream in streams]
        carriers = [stream.file for stream in streams if stream.file >= 0]
        seen["taken"], seen["left"], seen["has_taken"] = [], [], bool(asked["take"])
        taken = -1
        if asked["take"]:
            seen["taken"], taken, seen["left"] = take(
                self._yard.work, asked["take"], asked["take_bytes"]
            )
            carriers.append(taken)
        try:
            frames.send(worker, seen, [stream.kept for stream in streams], carriers)
        finally:
            if taken >= 0:
                os.close(taken)


def kill_children() -> bool:
    """Kill and reap this process's children; False when there are none."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        children = [int(word) for word in file.read().split()]
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return bool(children)

"""The boxes of one process: which is free, on which core, and what they say of themselves."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pyworker.sandbox.host.cores import physical_cores
from pyworker.sandbox.native.box import GuardedBox, Plan
from pyworker.sandbox.native.cgroups.layout import Layout, detect
from pyworker.sandbox.native.core_lock import CoreLock
from pyworker.sandbox.native.seccomp import program
from pyworker.sandbox.port import Box, Mode, SandboxFailed, SandboxUnavailable

# How long until a core that another process holds is tried again.
CORE_BUSY_S = 0.005

REMEDY = (
    "untrusted code needs namespaces of its own: run `pyworker doctor` for what this machine "
    "lacks, or allow runs without them by --insecure (PYWORKER_JUDGE_INSECURE=1)"
)


class NativeSandbox:
    """A box on each core, started when it is first wanted and kept until ``close``.

    Threads may share it. Processes that share a ``lock_folder`` never use one core twice.
    """

    def __init__(
        self,
        cores: int,
        mounts: Mapping[Path, str],
        lock_folder: Path | None,
        insecure: bool,
        cgroups: bool,
    ) -> None:
        chosen = physical_cores()
        chosen = chosen[:cores] if cores else chosen
        self._layout = detect() if cgroups else None
        plan = Plan(
            filter=program(),
            mounts=[(str(host), inside) for host, inside in mounts.items()],
            layout=self._layout if self._layout and self._layout.kind != "none" else None,
        )
        self._open(plan, chosen, lock_folder, insecure)

    def _open(self, plan: Plan, cores: list[int], lock_folder: Path | None, insecure: bool) -> None:
        self._changed = threading.Condition()
        self._all = [GuardedBox(plan, core, CoreLock(lock_folder, core)) for core in cores]
        self._free = list(self._all)
        first = self._all[0]
        try:
            first.start()
        except SandboxFailed as error:
            if not insecure:
                raise SandboxUnavailable(f"{REMEDY}: {error}") from error
            plan.open_folders = True
            first.start()
        self._mode = _mode(first, self._layout, plan)

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def boxes(self) -> int:
        return len(self._all)

    @contextmanager
    def box(self) -> Iterator[Box]:
        """Wait for a free box and hold it for the ``with`` block."""
        held = self._acquire()
        try:
            yield held
        finally:
            held.lock.release()
            with self._changed:
                self._free.append(held)
                self._changed.notify()

    def _acquire(self) -> GuardedBox:
        with self._changed:
            while True:
                # The last one used first: its processes are still in the processor's caches.
                for held in reversed(self._free):
                    if held.lock.acquire():
                        self._free.remove(held)
                        return held
                self._changed.wait(CORE_BUSY_S if self._free else None)

    def __enter__(self) -> "NativeSandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all boxes and remove what they were made of."""
        for held in self._all:
            held.close()


def _mode(box: GuardedBox, layout: Layout | None, plan: Plan) -> Mode:
    charged = plan.layout is not None
    reduced = []
    if plan.open_folders:
        reduced.append("no namespaces: a program can read and write what the worker can")
    elif not box.has_proc:
        reduced.append("no /proc: programs that read it fail")
    if not charged:
        reduced.append("no cgroups: memory and time are those of single processes")
    reduced += layout.reasons if layout else ["cgroups are left out on request"]
    other = not plan.open_folders and os.geteuid() == 0
    return Mode(
        backend="native",
        namespaces=tuple(box.namespaces),
        cgroups=layout.kind if layout and charged else "none",
        cpu_kind=box.kinds[0],
        memory_kind=box.kinds[1],
        seccomp=True,
        user="other" if other else "same",
        insecure=plan.open_folders,
        reduced=tuple(reduced),
    )

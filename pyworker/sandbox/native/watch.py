"""Watching one run: its clock, its processor time, its streams, and what ends it.

Nothing is polled for time: the guard sleeps until the earliest moment at which a limit could be
reached (a program on one core cannot use more processor time than passes), looks, and sleeps again.
"""

import fcntl
import os
import select
import signal
import time

from pyworker.sandbox.native.frames import Closed, memory_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworker.sandbox.native.cgroups.account import Account
    from pyworker.sandbox.native.launch import Runner

INLINE_BYTES = 32 * 1024
CHUNK_BYTES = 1 << 20
LOOK_S = 0.2  # how late a kill for want of memory is seen while the first process lives on
IDLE_SHARE = 0.1
# On a busy machine a program gets its wall limit of time in which it could run, but not for ever.
PATIENCE = 3.0


class Stream:
    """One output of a program: the reading end of its pipe, and what came through."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        # A program of the worker's own user can open its pipe again and read away what was there
        # when the guard looked: the guard must not wait for more, with nobody at the clock.
        os.set_blocking(self.reader, False)
        self.limit = 0
        self.size = 0
        self.over = False
        self.kept = b""
        self.file = -1

    def pump(self) -> bool:
        """Take what is there; False at the end, or when the limit is passed."""
        try:
            return self._take()
        except BlockingIOError:
            return True

    def _take(self) -> bool:
        room = self.limit - self.size
        if self.file >= 0 and room > 0:
            moved = os.splice(self.reader, self.file, min(room, CHUNK_BYTES))
            self.size += moved
            return moved > 0
        data = os.read(self.reader, INLINE_BYTES * 2)
        self.over = len(data) > room
        self.kept += data[:room]
        self.size += min(len(data), room)
        if self.size > INLINE_BYTES and self.file < 0:
            self._move_to_file()
        return bool(data) and not self.over

    def drain(self) -> None:
        """Take what is left when every writer is dead."""
        try:
            while not self.over and self._take():
                pass
        except BlockingIOError:
            return

    def say(self, text: bytes) -> None:
        """Add what the guard has to tell, where no program writes."""
        self.kept += text[: self.limit - self.size]
        self.size = len(self.kept)

    def close_writer(self) -> None:
        """Leave the writing end to the program."""
        os.close(self.writer)

    def close(self) -> None:
        """Close what is the guard's."""
        os.close(self.reader)
        if self.file >= 0:
            os.close(self.file)

    def _move_to_file(self) -> None:
        self.file = memory_file("output", self.kept)
        self.kept = b""
        try:
            fcntl.fcntl(self.reader, fcntl.F_SETPIPE_SZ, CHUNK_BYTES)
        except OSError:
            return  # a user's share of pipe memory is used up: slower, not wrong


class Watch:
    """The clock of one run, from the moment its program executes.

    ``clocks`` return the processor time that was charged to the run so far, and the time for which
    it waited for a core. ``cpu_s`` is what the first said last, without the runner's own.
    """

    def __init__(
        self,
        pid: int,
        runner: "Runner",
        account: "Account",
        clocks: "tuple[Callable[[], float], Callable[[], float]]",
        limits: "dict[str, float]",
    ) -> None:
        self._pid = pid
        self._runner = runner
        self._account = account
        self._clock, self._waited = clocks
        self._kept_waiting_s = 0.0
        self._cpu_limit_s = limits["cpu_s"]
        self._wall_limit_s = limits["wall_s"]
        self.wall_s = 0.0
        self.cpu_s = 0.0
        self.killed_for = ""

    def until_end(self, streams: "list[Stream]", worker: int) -> None:
        """Wait until the first process has ended or must be ended, and end it.

        Raises:
            Closed: the worker is gone; nobody will ask what became of the run.
        """
        pidfd = os.pidfd_open(self._pid)
        poller = select.poll()
        poller.register(pidfd, select.POLLIN)
        poller.register(worker, select.POLLRDHUP)
        readers = {stream.reader: stream for stream in streams}
        for reader in readers:
            poller.register(reader, select.POLLIN)
        try:
            self._wait(poller, pidfd, readers)
        finally:
            os.close(pidfd)
        self.wall_s = self._elapsed_s()
        if self.killed_for:
            os.kill(self._pid, signal.SIGKILL)

    def _wait(self, poller: "select.poll", pidfd: int, readers: "dict[int, Stream]") -> None:
        ended = False
        look_at = time.monotonic() + min(self._wall_limit_s, self._cpu_limit_s, LOOK_S)
        while not ended:
            sleep_s = max(0.0, look_at - time.monotonic())
            for descriptor, _ in poller.poll(sleep_s * 1000 + 0.5):
                if descriptor == pidfd:
                    ended = True
                elif descriptor not in readers:
                    raise Closed
                elif not readers[descriptor].pump():
                    poller.unregister(descriptor)
                    if readers[descriptor].over:
                        self.killed_for = "output-limit"
            if not ended and not self.killed_for and time.monotonic() >= look_at:
                self.killed_for = self._limit_reached()
                look_at = time.monotonic() + self._sleep_s()
            ended = ended or bool(self.killed_for)

    def _sleep_s(self) -> float:
        wall_left = self._wall_limit_s + self._kept_waiting_s - self._elapsed_s()
        cpu_left = self._cpu_limit_s - self._look()
        return max(0.0, min(wall_left, cpu_left, LOOK_S))

    def _limit_reached(self) -> str:
        if self._account.oom_kills():
            return "memory-limit"
        cpu_s = self._look()
        if cpu_s >= self._cpu_limit_s:
            return "cpu-limit"
        wall_s = self._elapsed_s()
        if wall_s < self._wall_limit_s + self._kept_waiting_s:
            return ""
        self._kept_waiting_s = min(
            self._waited(), wall_s - cpu_s, self._wall_limit_s * (PATIENCE - 1)
        )
        if wall_s < self._wall_limit_s + self._kept_waiting_s:
            return ""
        could_run_s = wall_s - self._kept_waiting_s
        return "idle" if cpu_s < IDLE_SHARE * could_run_s else "wall-limit"

    def _elapsed_s(self) -> float:
        return time.monotonic() - self._runner.birth().executed_at

    def _look(self) -> float:
        self.cpu_s = max(self.cpu_s, self._clock() - self._runner.birth().own_s)
        return self.cpu_s

"""A contender that runs: started, waited for, measured from outside, stopped."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyworker.bench.contenders import Contender
from pyworker.bench.drain import wait_for
from pyworker.dev.process import ServerProcess
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection

KIB = 1024
# After the last process has registered, its threads still open their connections.
SETTLE_S = 0.5


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of one process; ``pss`` counts pages by how many processes share them."""

    rss: float
    pss: float


@dataclass(frozen=True, slots=True)
class Worker:
    """The running processes of one contender."""

    processes: tuple[ServerProcess, ...]

    def first_child(self) -> int:
        """Return the pid of the process that runs the jobs, of a pyworker."""
        pid = self.processes[0].pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


@contextmanager
def running(
    contender: Contender, processes: int, environ: dict[str, str], folder: Path
) -> Iterator[Worker]:
    """Run a contender; its words go to ``folder``, which is its working folder too."""
    log = folder / f"{contender.name}.log"
    with ExitStack() as stack:
        started = []
        for command in contender.commands(processes):
            started.append(ServerProcess(command, log, environ=environ))
            stack.callback(started[-1].stop)
        yield Worker(tuple(started))


def wait_until_ready(connection: Connection, worker: Worker, processes: int) -> None:
    """Wait until all processes are registered and wait for jobs.

    Raises:
        ServerFailed: one of them ended; the message has its last words.
    """
    for process in worker.processes:
        process.wait_until(lambda: connection.call("SCARD", keys.PROCESSES) >= processes)
    time.sleep(SETTLE_S)


def wait_until_gone(connection: Connection) -> None:
    """Wait until nobody is registered any more; the next contender is counted from 0."""
    wait_for(lambda: not connection.call("SCARD", keys.PROCESSES), "processes stay registered")


def memory(pid: int) -> Memory:
    """Read a process's memory as the kernel counts it now."""
    fields = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, kib, _ = line.split()
        fields[name.rstrip(":")] = int(kib) * KIB / 1e6
    return Memory(fields["Rss"], fields["Pss"])

"""Who may hold leases: a process's identity, and the record by which others sweep up after it."""

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from pyworker.transports.redis import keys


@dataclass(frozen=True, slots=True)
class Owner:
    """One process of the cluster.

    Attributes:
        slots: processors from 0 to ``slots`` - 1 hold leases, each of every queue.
        birth: what tells this very process from all others of its machine: boot, pid namespace,
            pid and start time. Empty where the machine does not tell.
        keeper: the same of its supervisor, which returns what it held if it dies.
    """

    identity: str
    slots: int
    queues: tuple[str, ...]
    birth: str = ""
    keeper: str = ""

    def lease(self, slot: int, queue: str) -> str:
        return keys.lease(self.identity, slot, queue)

    def leases(self) -> list[tuple[str, str]]:
        """List every (lease, queue name) that this owner can hold jobs in."""
        return [
            (self.lease(slot, queue), queue) for slot in range(self.slots) for queue in self.queues
        ]

    def record(self) -> str:
        return json.dumps(
            {
                "slots": self.slots,
                "queues": self.queues,
                "birth": self.birth,
                "keeper": self.keeper,
            }
        )

    def has_died(self) -> bool:
        """Tell whether process and supervisor are gone for certain, and nobody is at its task."""
        return has_died(self.birth) and has_died(self.keeper)


def identify(pid: int, nonce: str) -> str:
    """Return ``hostname:pid:nonce``, as Sidekiq names processes; a nonce is 12 hex digits."""
    return f"{hostname()}:{pid}:{nonce}"


def hostname() -> str:
    """Return the machine's name, or what Heroku calls it."""
    return os.environ.get("DYNO") or socket.gethostname()


def from_record(identity: str, record: bytes) -> Owner:
    """Read what ``Owner.record`` wrote."""
    fields = json.loads(record)
    queues = tuple(fields["queues"])
    return Owner(identity, fields["slots"], queues, fields["birth"], fields.get("keeper", ""))


def birth_of(pid: int) -> str:
    """Name a process of this machine so that no later process has the same name."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        namespace = os.stat("/proc/self/ns/pid").st_ino
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The command's name, in parentheses, may hold spaces; field 22 is the start time in ticks.
    started = stat.rpartition(")")[2].split()[19]
    return f"{boot} {namespace} {pid} {started}"


def has_died(birth: str) -> bool:
    """Tell whether a process is gone for certain; False for processes of other machines."""
    here = birth_of(os.getpid()).split()
    there = birth.split()
    if len(here) != 4 or len(there) != 4 or here[:2] != there[:2]:
        return False
    pid = int(there[2])
    found = birth_of(pid)
    # Another user's process may be hidden: only its absence, or another in its place, counts.
    return found != birth if found else _is_absent(pid)


def _is_absent(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False

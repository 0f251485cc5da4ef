"""Queues in memory behind the transport port, and the parts around them."""

import json
import threading
from collections import Counter
from collections.abc import Collection, Coroutine, Sequence
from typing import Any

from pyworker.counters import Counters, Counts
from pyworker.errors import TransportDown
from pyworker.outcome import Outcome
from pyworker.registry import JobSpec, Registry
from pyworker.runtime.board import Board
from pyworker.runtime.executor import Executor
from pyworker.runtime.processor import Processor
from pyworker.runtime.shop import Shop
from pyworker.transport import Beat, Delivery, Recovered, Settled, Tallied

QUEUE = "default"


def body(class_name: str, *args: Any, jid: str = "", **keys: Any) -> bytes:
    jid = jid or f"{class_name}-{'-'.join(map(str, args))}"
    return json.dumps({"class": class_name, "args": args, "jid": jid} | keys).encode()


def delivery(class_name: str, *args: Any, jid: str = "", **keys: Any) -> Delivery:
    return Delivery(body(class_name, *args, jid=jid, **keys), QUEUE, "lease")


class MemoryTransport:
    """One queue; ``down`` says how many calls of a method are still to fail."""

    def __init__(self, *bodies: bytes) -> None:
        self.queue = list(bodies)
        self.leases: list[Delivery] = []
        self.outcomes: list[Settled] = []
        self.down: Counter[str] = Counter()
        self.beats: list[Beat] = []
        self.signals: list[str] = []
        self.counted: list[Counts] = []
        self.tallied: list[Tallied] = []
        self.called_off: set[str] = set()
        self.buried: list[tuple[str, set[bytes]]] = []
        self.calls: list[str] = []
        self.cluster = 1
        self.lock = threading.RLock()

    def inbox(self, slot: int) -> "MemoryInbox":
        return MemoryInbox(self, slot)

    def reach(self, name: str) -> None:
        self.calls.append(name)
        if self.down[name]:
            self.down[name] -= 1
            raise TransportDown(f"{name} fails")

    def wake(self) -> None:
        self.reach("wake")

    def settle(self, settled: Sequence[Settled]) -> None:
        self.reach("settle")
        with self.lock:
            for entry in settled:
                if entry[0] in self.leases:
                    self.leases.remove(entry[0])
                    self.outcomes.append(entry)

    def give_back(self, deliveries: Sequence[Delivery]) -> None:
        self.reach("give_back")
        with self.lock:
            for given in reversed(deliveries):
                if given in self.leases:
                    self.leases.remove(given)
                    self.queue.insert(0, given.body)

    def take(self, limit: int) -> list[Delivery]:
        with self.lock:
            taken = [Delivery(text, QUEUE, "lease") for text in self.queue[:limit]]
            del self.queue[:limit]
            self.leases += taken
        return taken

    def promote(self, now: float) -> int:
        self.reach("promote")
        return int(now)

    def beat(self, beat: Beat) -> list[str]:
        self.beats.append(beat)
        self.reach("beat")
        return [self.signals.pop(0)] if self.signals else []

    def count(self, counts: Counts, tally: Sequence[Tallied] = ()) -> None:
        self.reach("count")
        self.counted.append(counts)
        self.tallied += tally

    def vouch(self, identities: Sequence[str]) -> None:
        self.reach("vouch")

    def cancelled(self) -> set[str]:
        self.reach("cancelled")
        return set(self.called_off)

    def forget_cancelled(self, jids: Collection[str]) -> None:
        self.called_off -= set(jids)

    def processes(self) -> int:
        return self.cluster

    def join(self) -> None:
        self.reach("join")

    def leave(self) -> None:
        self.reach("leave")
        self.give_back(list(self.leases))

    def recover(self) -> Recovered:
        self.reach("recover")
        return Recovered()

    def leased(self, owner: str) -> list[Delivery]:
        self.reach("leased")
        return list(self.leases)

    def bury(self, owner: str, running: Collection[bytes]) -> Recovered:
        self.reach("bury")
        self.buried.append((owner, set(running)))
        return Recovered([owner], len(self.leases), 0)

    def close(self) -> None:
        self.calls.append("close")


class MemoryInbox:
    """A processor's way to the one queue; remembers what it was asked."""

    def __init__(self, transport: MemoryTransport, slot: int) -> None:
        self.slot = slot
        self._transport = transport
        self.swaps: list[tuple[list[Settled], int]] = []
        self.waits = 0
        self.closed = False

    def swap(self, settled: Sequence[Settled], limit: int) -> list[Delivery]:
        self.swaps.append((list(settled), limit))
        self._transport.reach("swap")
        self._transport.settle(settled)
        return self._transport.take(limit)

    def wait(self, timeout_s: float) -> list[Delivery]:
        self.waits += 1
        self._transport.reach("wait")
        return self.swap([], 1)

    def close(self) -> None:
        self.closed = True


def refuse(coroutine: Coroutine[Any, Any, Any], timeout_s: float | None) -> Any:
    raise AssertionError(f"{coroutine!r} was not expected")


class Room:
    """A processor with its shop, board and queue, driven by hand."""

    def __init__(self, transport: MemoryTransport, *specs: JobSpec) -> None:
        self.transport = transport
        self.board = Board(1)
        self.shop = Shop(transport, executor(*specs), Counters())
        self.inbox = transport.inbox(0)
        self.processor = Processor(self.shop, self.inbox, self.board.seat(0), "t0")

    def lease(self, *bodies: bytes) -> list[Delivery]:
        """Lease bodies as a fetch would."""
        taken = [Delivery(text, QUEUE, "lease") for text in bodies]
        self.transport.leases += taken
        return taken

    def outcomes(self) -> list[tuple[str, str]]:
        """List what was settled, by jid and kind."""
        return [(jid(each), kind(outcome)) for each, outcome in self.transport.outcomes]


def executor(*specs: JobSpec, now: float = 1000.0) -> Executor:
    registry = Registry()
    for spec in specs:
        registry.add(spec)
    return Executor(registry, [], refuse, lambda: now)


def jid(given: Delivery) -> str:
    found: str = json.loads(given.body)["jid"]
    return found


def kind(outcome: Outcome) -> str:
    return type(outcome).__name__

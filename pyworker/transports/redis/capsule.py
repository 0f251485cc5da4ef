"""Capsules: some of a process's threads, with queues and an order of their own.

Slots are numbered through the capsules of a process, in their order. The owner record knows slots
and queues alone, so every slot is swept for every queue of its process.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capsule:
    """``queues`` are names with weights; all weights 0 means a fixed order."""

    name: str
    queues: tuple[tuple[str, int], ...]
    concurrency: int

    @property
    def mode(self) -> str:
        """Return how queues are chosen, in Sidekiq's words."""
        weights = {weight for _, weight in self.queues}
        if not any(weights):
            return "strict"
        return "random" if weights == {1} else "weighted"


def slots(capsules: Sequence[Capsule]) -> int:
    """Count the threads of all capsules."""
    return sum(capsule.concurrency for capsule in capsules)


def queue_names(capsules: Sequence[Capsule]) -> tuple[str, ...]:
    """Return the queues of all capsules, each once."""
    return tuple(dict.fromkeys(name for capsule in capsules for name, _ in capsule.queues))

"""Physical cores: two programs on the two threads of one core slow one another down."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

_TOPOLOGY = Path("/sys/devices/system/cpu")


def physical_cores() -> list[int]:
    """Return one processor of each core that this process may use, in ascending order."""
    return one_of_each(os.sched_getaffinity(0), siblings)


def siblings(cpu: int, topology: Path = _TOPOLOGY) -> set[int]:
    """Return the processors of a processor's core, itself included."""
    try:
        text = (topology / f"cpu{cpu}" / "topology" / "thread_siblings_list").read_text()
        return parse_cpus(text) | {cpu}
    except (OSError, ValueError):
        return {cpu}


def one_of_each(usable: Iterable[int], core_of: Callable[[int], set[int]]) -> list[int]:
    """Choose the lowest usable processor of each core."""
    taken: set[int] = set()
    chosen = []
    for cpu in sorted(usable):
        if cpu not in taken:
            chosen.append(cpu)
            taken |= core_of(cpu)
    return chosen


def parse_cpus(text: str) -> set[int]:
    """Parse the kernel's lists of processors: ``0-3,8,10-11``.

    Raises:
        ValueError: it is no such list.
    """
    cpus: set[int] = set()
    for part in text.strip().split(","):
        first, _, last = part.partition("-")
        if part:
            cpus.update(range(int(first), int(last or first) + 1))
    return cpus

"""When due jobs are looked for."""

import pytest

from pyworker.runtime.poller import Poller
from tests.unit.runtime.stand_ins import MemoryTransport


@pytest.mark.parametrize(
    ("processes", "least", "most", "mean"),
    [(1, 2.5, 7.5, 5), (4, 10, 30, 20), (9, 22.5, 67.5, 45), (10, 0, 100, 50), (40, 0, 400, 200)],
)
def test_a_cluster_as_a_whole_looks_every_five_seconds_on_average(
    processes: int, least: float, most: float, mean: float
) -> None:
    transport = MemoryTransport()
    transport.cluster = processes
    poller = Poller(transport, 5.0)
    poller.poll()

    pauses = [poller.pause_s() for _ in range(4000)]

    assert least <= min(pauses)
    assert max(pauses) <= most
    assert sum(pauses) / len(pauses) == pytest.approx(mean, rel=0.1)


def test_a_poll_promotes_what_is_due_by_the_clock() -> None:
    poller = Poller(MemoryTransport(), clock=lambda: 12.0)

    assert poller.poll() == 12


@pytest.mark.parametrize("processes", [0, 1])
def test_a_process_that_is_not_listed_yet_counts_itself(processes: int) -> None:
    transport = MemoryTransport()
    transport.cluster = processes
    poller = Poller(transport, 1.0)

    poller.poll()

    assert 0.5 <= poller.pause_s() <= 1.5

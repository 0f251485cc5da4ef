"""Alive and ready, by what the supervisor last saw."""

from typing import Any

import pytest

from pyworker.runtime.health.panel import ChildState, Snapshot
from pyworker.runtime.health.verdict import ALIVE_S, RECENT_S, why_not_alive, why_not_ready

NOW = 1000.0


def child(number: int = 0, **fields: Any) -> ChildState:
    usual: dict[str, Any] = {
        "pid": 7,
        "identity": "h:7:n",
        "threads": 2,
        "busy": 0,
        "resident_bytes": 1,
        "leaving": False,
        "ready_at": 900.0,
        "heard_at": NOW,
        "fetched_at": NOW - 1,
    }
    return ChildState(number=number, **(usual | fields))


def snapshot(*children: ChildState, **fields: Any) -> Snapshot:
    usual: dict[str, Any] = {
        "at": NOW,
        "stopping": False,
        "quiet": False,
        "places": [0],
        "processed": 0,
        "failed": 0,
        "recovered": 0,
        "deaths": 0,
        "classes": {},
    }
    return Snapshot(children=list(children), **(usual | fields))


def test_a_supervisor_that_writes_is_alive_whatever_its_children_are() -> None:
    assert why_not_alive(snapshot(), NOW) == []
    assert why_not_alive(snapshot(), NOW + ALIVE_S) == []


def test_a_supervisor_that_is_silent_is_neither_alive_nor_ready() -> None:
    reasons = ["the supervisor is not heard for 31 s"]

    assert why_not_alive(snapshot(child()), NOW + 31) == reasons
    assert why_not_ready(snapshot(child()), NOW + 31) == reasons


def test_before_it_has_written_it_is_neither() -> None:
    assert why_not_alive(None, NOW) == why_not_ready(None, NOW) != []


@pytest.mark.parametrize(
    "ready",
    [
        snapshot(child()),
        snapshot(child(fetched_at=NOW - RECENT_S)),
        snapshot(child(fetched_at=0.0, busy=2)),
        # One leaves and has stopped to fetch, its successor serves; and the other way round.
        snapshot(child(leaving=True, fetched_at=NOW - 99), child()),
        snapshot(child(leaving=True), child(fetched_at=0.0, ready_at=0.0)),
        # A place that nobody is to take is no gap.
        snapshot(child(1), places=[1]),
    ],
)
def test_ready(ready: Snapshot) -> None:
    assert why_not_ready(ready, NOW) == []


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (snapshot(), "process 0: it has died and is started again"),
        (snapshot(child(fetched_at=0.0)), "process 0: it has not fetched yet"),
        (
            snapshot(child(fetched_at=NOW - 12)),
            "process 0: it has neither fetched nor waited successfully for 12 s",
        ),
        # Some threads are busy, and the others fail to fetch.
        (
            snapshot(child(fetched_at=NOW - 12, busy=1)),
            "process 0: it has neither fetched nor waited successfully for 12 s",
        ),
        # All are said to be busy, by one that is frozen.
        (
            snapshot(child(fetched_at=NOW - 12, heard_at=NOW - 12, busy=2)),
            "process 0: it has neither fetched nor waited successfully for 12 s",
        ),
        (snapshot(child(), places=[0, 1]), "process 1: it has died and is started again"),
        (snapshot(child(), stopping=True), "stopping"),
        (snapshot(child(), quiet=True), "quiet: it was told to fetch nothing more"),
    ],
)
def test_not_ready_and_why(seen: Snapshot, reason: str) -> None:
    assert why_not_ready(seen, NOW) == [reason]

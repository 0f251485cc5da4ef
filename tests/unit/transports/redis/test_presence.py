"""How a process shows itself to Sidekiq 6, 7 and 8 alike."""

import json
from typing import Any

import pytest

from pyworker.transports.redis.capsule import Capsule
from pyworker.transports.redis.presence import Profile


def info(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "hostname": "h",
        "pid": 7,
        "started_at": 1795320459.25,
        "capsules": (Capsule("default", (("critical", 0), ("default", 0)), 5),),
        "version": "1.2",
        "tag": "blue",
        "labels": ("gpu",),
    }
    found: dict[str, Any] = json.loads(Profile(**(fields | changes)).info("h:7:abc"))
    return found


def test_one_shape_serves_every_version() -> None:
    assert info() == {
        "hostname": "h",
        "started_at": 1795320459.25,
        "pid": 7,
        "tag": "blue",
        "concurrency": 5,
        "queues": ["critical", "default"],
        "weights": [{"critical": 0, "default": 0}],
        "capsules": {
            "default": {
                "concurrency": 5,
                "mode": "strict",
                "weights": {"critical": 0, "default": 0},
            }
        },
        "labels": ["gpu"],
        "identity": "h:7:abc",
        "version": "pyworker 1.2",
        "embedded": False,
    }


@pytest.mark.parametrize(
    ("weights", "mode"),
    [
        ((("a", 0), ("b", 0)), "strict"),
        ((("a", 3), ("b", 1)), "weighted"),
        ((("a", 3), ("b", 0)), "weighted"),
        ((("a", 1), ("b", 1)), "random"),
    ],
)
def test_weights_are_shown_with_their_mode(weights: tuple[tuple[str, int], ...], mode: str) -> None:
    shown = info(capsules=(Capsule("default", weights, 5),))

    assert shown["capsules"]["default"]["mode"] == mode
    assert shown["weights"] == [dict(weights)]
    assert shown["queues"] == ["a", "b"]


def test_each_capsule_has_its_own_weights_and_the_sum_of_threads_is_shown() -> None:
    shown = info(
        capsules=(
            Capsule("default", (("a", 3), ("b", 1)), 5),
            Capsule("single", (("b", 0), ("c", 0)), 1),
        )
    )

    assert shown["concurrency"] == 6
    assert shown["queues"] == ["a", "b", "c"]
    assert shown["weights"] == [{"a": 3, "b": 1}, {"b": 0, "c": 0}]
    assert shown["capsules"] == {
        "default": {"concurrency": 5, "mode": "weighted", "weights": {"a": 3, "b": 1}},
        "single": {"concurrency": 1, "mode": "strict", "weights": {"b": 0, "c": 0}},
    }


def test_started_at_is_a_float_in_seconds() -> None:
    assert '"started_at": 1795320459.0' in Profile(
        "h", 7, 1795320459.0, (Capsule("default", (("default", 0),), 5),), "1"
    ).info("h:7:abc")

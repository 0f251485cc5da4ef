"""Sets larger than a page, walked and changed at the same time."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from pyworker.operate.acting import Action, Demand, Place, act
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.endpoint import parse_url
from pyworker.transports.redis.inspector import moves, sets
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.inspector.filter import EVERYTHING, Filter
from tests.integration.operator_command import Operator
from tests.integration.worker import Queues

JOBS = 2 * sets.PAGE + 300
BOTH = pytest.mark.parametrize("order", [sets.EARLIEST_FIRST, sets.LATEST_FIRST])


@pytest.fixture
def queues(redis_url: str) -> Queues:
    """A retry set with ten jobs for each score."""
    queues = Queues(redis_url)
    queues.redis.zadd("retry", {body(number): 4e9 + number // 10 for number in range(JOBS)})
    return queues


@pytest.fixture
def connection(redis_url: str) -> Any:
    connection = Connection(parse_url(redis_url))
    yield connection
    connection.close()


def body(number: int) -> str:
    name = "Odd" if number % 2 else "Even"
    # Of one score, Redis orders by the bytes.
    return json.dumps({"jid": f"{number:05}", "class": name, "args": [], "queue": "default"})


@BOTH
def test_every_job_is_seen_once_in_order(
    queues: Queues, connection: Connection, order: sets.Order
) -> None:
    seen = [entry.jid for entry in sets.walk(connection, "retry", EVERYTHING, order)]

    assert sorted(seen) == [f"{number:05}" for number in range(JOBS)]
    assert seen == sorted(seen, reverse=order is sets.LATEST_FIRST)


@BOTH
def test_a_span_of_time_is_cut_out_exactly(
    queues: Queues, connection: Connection, order: sets.Order
) -> None:
    span = Filter(after=4e9 + 10, before=4e9 + 120)

    seen = [int(entry.jid) for entry in sets.walk(connection, "retry", span, order)]

    assert sorted(seen) == list(range(100, 1210))


@BOTH
def test_what_stays_is_seen_once_although_all_around_it_is_removed(
    queues: Queues, connection: Connection, order: sets.Order
) -> None:
    seen = []
    for entry in sets.walk(connection, "retry", EVERYTHING, order):
        seen.append(entry.jid)
        if entry.class_name == "Odd":
            moves.delete(connection, "retry", [entry])

    assert sorted(seen) == [f"{number:05}" for number in range(JOBS)]


def test_what_others_take_from_the_front_makes_none_behind_it_unseen(
    queues: Queues, connection: Connection
) -> None:
    walk = sets.walk(connection, "retry", EVERYTHING, sets.EARLIEST_FIRST)
    seen = [next(walk).jid]

    queues.redis.zremrangebyrank("retry", 0, sets.PAGE - 1)
    seen += [entry.jid for entry in walk]

    assert seen[-1] == f"{JOBS - 1:05}"
    assert len(set(seen)) == len(seen) == JOBS


def test_all_of_a_class_are_moved_and_no_other(queues: Queues, redis_url: str) -> None:
    operator = Operator(redis_url)

    says = operator.says("retries", "retry", "--class", "Odd", "--yes")

    assert says == f"retried {JOBS // 2} jobs\n"
    left = {payload["class"] for payload, _ in queues.sorted_set("retry")}
    assert left == {"Even"}
    assert len(queues.queued()) == JOBS // 2


def test_a_job_that_fails_again_at_once_has_had_its_turn(
    queues: Queues,
    redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def retry_and_fail(connection: Connection, name: str, entries: Sequence[Entry]) -> int:
        moved = moves.retry(connection, name, entries)
        queues.redis.zadd("retry", dict.fromkeys(queues.queued(), 5e9))
        queues.redis.delete("queue:default")
        return moved

    monkeypatch.setenv("REDIS_URL", redis_url)
    place = Place("retries", "the retry set", "retry", sets.EARLIEST_FIRST)
    action = Action("retry", "retried", retry_and_fail, "")

    act(place, action, Demand(EVERYTHING, None, yes=True, as_json=False))

    assert capsys.readouterr().out == f"retried {JOBS:,} jobs\n"
    assert {score for _, score in queues.sorted_set("retry")} == {5e9}

"""Jobs as they are pushed: fields, times and numbers of them, seen by a pusher that keeps them."""

import asyncio
import math
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from pyworker import Client, apush, apush_bulk, client, push, push_bulk
from pyworker.errors import ConfigError, TransportDown
from pyworker.payload import Push
from pyworker.performer import BULK
from pyworker.pusher import PushUnconfirmed, Route, route
from tests.unit.kept import Kept, invoice

HOUR_S = 3600.0


@pytest.fixture
def kept() -> Iterator[Kept]:
    pusher = Kept()
    with route.diverted(pusher):
        yield pusher


def test_a_job_is_written_as_sidekiq_writes_it(kept: Kept) -> None:
    before = time.time()

    jid = invoice.perform_async(7, "9.50")

    [payload] = kept.payloads
    assert re.fullmatch(r"[0-9a-f]{24}", jid)
    assert before <= payload["created_at"] == payload["enqueued_at"] <= time.time()
    assert payload == {
        "class": "Customers::Invoice",
        "args": [7, "9.50"],
        "queue": "billing",
        "retry": 5,
        "jid": jid,
        "created_at": payload["created_at"],
        "enqueued_at": payload["enqueued_at"],
    }
    assert (kept.pushes[0].queue, kept.pushes[0].at) == ("billing", None)


def test_each_job_has_a_jid_of_its_own(kept: Kept) -> None:
    jids = [invoice.perform_async(1) for _ in range(50)]
    jids += invoice.perform_bulk([[1]] * 50)

    assert len(set(jids)) == 100
    assert [payload["jid"] for payload in kept.payloads] == jids


@pytest.mark.parametrize(
    "schedule",
    [
        lambda at: invoice.perform_in(at - time.time(), 7),
        lambda at: invoice.perform_at(at, 7),
        lambda at: invoice.perform_at(datetime.fromtimestamp(at, UTC), 7),
        lambda at: invoice.perform_at(datetime.fromtimestamp(at, timezone(timedelta(hours=5))), 7),
        lambda at: invoice.perform_bulk([[7]], at=at)[0],
        lambda at: push("Customers::Invoice", [7], at=at, queue="billing"),
    ],
)
def test_a_job_for_later_is_not_enqueued_yet(kept: Kept, schedule: Callable[[float], str]) -> None:
    at = time.time() + HOUR_S

    jid = schedule(at)

    assert kept.pushes[0].at == pytest.approx(at, abs=1)
    assert kept.payloads[0].keys() >= {"class", "args", "queue", "retry", "jid", "created_at"}
    assert not kept.payloads[0].keys() & {"enqueued_at", "at"}
    assert kept.payloads[0]["jid"] == jid


@pytest.mark.parametrize(
    "schedule",
    [
        lambda: invoice.perform_in(-5, 7),
        lambda: invoice.perform_in(0, 7),
        lambda: invoice.perform_at(0, 7),
        lambda: invoice.perform_at(datetime(2001, 1, 1, tzinfo=UTC), 7),
    ],
)
def test_a_job_for_the_past_is_enqueued_now(kept: Kept, schedule: Callable[[], str]) -> None:
    schedule()

    assert kept.pushes[0].at is None
    assert "enqueued_at" in kept.payloads[0]


@pytest.mark.parametrize(
    ("at", "kind", "complaint"),
    [
        (datetime(2040, 1, 1), ValueError, "has no time zone"),  # noqa: DTZ001 - that is the test
        (math.nan, ValueError, "expected epoch seconds, got nan"),
        (math.inf, ValueError, "expected epoch seconds, got inf"),
        (1.9e12, ValueError, "expected epoch seconds"),
        ("tomorrow", TypeError, "expected epoch seconds or a datetime, got 'tomorrow'"),
        (True, TypeError, "expected epoch seconds or a datetime, got True"),
    ],
)
def test_a_time_that_cannot_be_used_is_refused(
    kept: Kept, at: Any, kind: type[Exception], complaint: str
) -> None:
    with pytest.raises(kind, match=complaint):
        invoice.perform_at(at, 7)

    assert kept.pushes == []


def test_fields_are_set_for_what_is_enqueued_through_them(kept: Kept) -> None:
    urgent = invoice.set(queue="urgent", tags=["vip"], retry=0)

    urgent.perform_async(1)
    urgent.set(retry=False).perform_bulk([[2]])
    invoice.perform_async(3)

    fields = [(each["queue"], each["retry"], each.get("tags")) for each in kept.payloads]
    assert fields == [("urgent", 0, ["vip"]), ("urgent", False, ["vip"]), ("billing", 5, None)]
    assert [each.queue for each in kept.pushes] == ["urgent", "urgent", "billing"]


@pytest.mark.parametrize(
    ("fields", "kind", "complaint"),
    [
        ({"queue": ""}, ValueError, "^queue: expected a queue's name"),
        ({"queue": 3}, ValueError, "^queue: expected a queue's name"),
        ({"retry": -1}, ValueError, "^retry: expected"),
        ({"retry": "5"}, ValueError, "^retry: expected"),
        ({"jid": "x"}, ValueError, "^jid: the client writes this field itself"),
        ({"at": 5}, ValueError, "^at: the client writes"),
        ({"tags": {"vip"}}, TypeError, "^tags is of type set"),
        ({"cattr": {"user": UUID(int=1)}}, TypeError, r"^cattr\['user'\] is of type UUID"),
    ],
)
def test_a_field_that_cannot_be_used_is_refused_by_name(
    fields: dict[str, Any], kind: type[Exception], complaint: str
) -> None:
    with pytest.raises(kind, match=complaint):
        invoice.set(**fields)


def test_jobs_in_bulk_go_a_thousand_at_a_time_and_keep_their_order(kept: Kept) -> None:
    jids = invoice.perform_bulk([number] for number in range(2 * BULK + 1))

    assert [len(each.bodies) for each in kept.pushes] == [BULK, BULK, 1]
    assert kept.args == [[number] for number in range(2 * BULK + 1)]
    assert len(set(jids)) == 2 * BULK + 1


def test_no_jobs_in_bulk_are_no_push(kept: Kept) -> None:
    assert invoice.perform_bulk([]) == []
    assert kept.pushes == []


@pytest.mark.parametrize("wrong", [1, "12", {"customer": 1}])
def test_bulk_takes_a_list_of_arguments_for_each_job(kept: Kept, wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"expected a list of arguments for each job"):
        invoice.perform_bulk([[1], wrong])

    assert kept.pushes == []


def test_bulk_refuses_arguments_that_do_not_fit(kept: Kept) -> None:
    with pytest.raises(TypeError, match="missing a required argument: 'customer'"):
        invoice.perform_bulk([[1], []])

    assert kept.pushes == []


def test_bulk_that_fails_in_the_middle_says_how_many_are_enqueued(kept: Kept) -> None:
    kept.fails_at = 1

    with pytest.raises(TransportDown) as failed:
        invoice.perform_bulk([[number] for number in range(BULK + 5)])

    assert failed.value.__notes__ == [f"the {BULK} jobs before are enqueued"]
    assert len(kept.payloads) == BULK


def test_a_ruby_class_is_pushed_by_its_name(kept: Kept) -> None:
    jid = push("Reports::Weekly", ["eu", 3], queue="ruby", retry=2, tags=["a"])
    jids = push_bulk("Reports::Weekly", [["us", 4], ["as", 5]], queue="ruby")
    push("Reports::All")

    assert [each["class"] for each in kept.payloads] == ["Reports::Weekly"] * 3 + ["Reports::All"]
    assert kept.args == [["eu", 3], ["us", 4], ["as", 5], []]
    assert [each["queue"] for each in kept.payloads] == ["ruby"] * 3 + ["default"]
    assert [each["retry"] for each in kept.payloads] == [2, True, True, True]
    assert [each["jid"] for each in kept.payloads][:3] == [jid, *jids]


def test_a_push_names_its_class() -> None:
    with pytest.raises(ValueError, match="class: expected a job class's name"):
        push("")


def test_coroutines_have_twins_of_all_methods(kept: Kept) -> None:
    async def enqueue() -> list[str]:
        later = time.time() + HOUR_S
        return [
            await invoice.aperform_async(1),
            await invoice.aperform_in(HOUR_S, 2),
            await invoice.aperform_at(later, 3),
            *await invoice.set(queue="low").aperform_bulk([[4], [5]]),
            await apush("Customers::Invoice", [6]),
            *await apush_bulk("Customers::Invoice", [[7]], at=later),
        ]

    jids = asyncio.run(enqueue())

    assert kept.args == [[number] for number in range(1, 8)]
    assert [each["jid"] for each in kept.payloads] == jids
    assert [each.at is None for each in kept.pushes] == [True, False, False, True, True, False]


def test_a_job_goes_to_the_client_that_is_named() -> None:
    named, default = Kept(), Kept()
    routes = Route()
    routes.set_default(lambda: default)
    to_named = invoice.via(named)

    assert routes.to(named) is named
    assert routes.to(None) is default
    to_named.perform_async(1)
    to_named.set(queue="low").perform_async(2)
    assert named.args == [[1], [2]]


def test_a_route_that_the_default_client_did_not_sign_on_to_says_so() -> None:
    with pytest.raises(RuntimeError, match="did not sign on"):
        Route().to(None)


def test_a_client_is_made_without_a_server_and_refuses_a_wrong_url() -> None:
    Client("redis://localhost:1/0").close()

    with pytest.raises(ConfigError, match="REDIS_URL: expected redis://"):
        Client("http://localhost")


def test_the_default_client_finds_redis_as_the_service_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/3")
    client.default.cache_clear()

    with pytest.raises(TransportDown, match=r"redis://127\.0\.0\.1:1/3.*refused"):
        invoice.perform_async(1)

    client.default.cache_clear()


def test_what_is_unconfirmed_is_named() -> None:
    one = PushUnconfirmed(Push("low", [b""], ["a1"]), "cut")
    many = PushUnconfirmed(Push("low", [b"", b""], ["a1", "b2"]), "cut")

    assert str(one) == (
        "job a1 for queue 'low' may or may not be enqueued: the reply was lost; look for it "
        "before you push again (cut)"
    )
    assert "job a1 and 1 more for queue 'low'" in str(many)
    assert many.jids == ("a1", "b2")

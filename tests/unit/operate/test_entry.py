"""What is read of a body for people, whatever it holds."""

import json
from typing import Any

import pytest

from pyworker.operate.jobs import args, facts
from pyworker.transports.redis.inspector.entry import Entry
from pyworker.transports.redis.inspector.filter import EVERYTHING, Filter

WRAPPER = "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper"
FAILED: dict[str, Any] = {
    "error_class": "Net::ReadTimeout",
    "error_message": "no answer from example.com",
    "failed_at": 1700000000000,
    "retry_count": 0,
}


def entry(**fields: Any) -> Entry:
    payload = {"class": "Mail", "args": [1], "jid": "a1", "queue": "low"} | fields
    return Entry(json.dumps(payload).encode(), 100.0)


def test_a_job_is_told_for_programs() -> None:
    told = facts(entry(created_at=1700000000.5, tags=["x"], **FAILED))

    assert told == {
        "jid": "a1",
        "class": "Mail",
        "queue": "low",
        "args": [1],
        "at": 100.0,
        "created_at": 1700000000.5,
        "enqueued_at": None,
        "failed_at": 1700000000.0,
        "retry_count": 0,
        "error_class": "Net::ReadTimeout",
        "error_message": "no answer from example.com",
        "payload": told["payload"],
    }
    assert told["payload"]["tags"] == ["x"]


def test_a_job_of_activejob_has_the_class_and_the_arguments_that_its_user_wrote() -> None:
    wrapped = {"job_class": "Welcome", "arguments": [7, "hi"]}
    found = entry(wrapped="Welcome", args=[wrapped], **{"class": WRAPPER})

    assert (found.class_name, found.args) == ("Welcome", [7, "hi"])


@pytest.mark.parametrize("broken", [[], [3], "text", None, [{"no": "arguments"}]])
def test_wrapped_arguments_of_another_shape_are_shown_as_they_are(broken: Any) -> None:
    assert entry(wrapped="Welcome", args=broken).args == broken


@pytest.mark.parametrize("body", [b"no json", b"[]", b"{", b"\xff", b'{"args":[]}'])
def test_what_is_no_job_is_told_by_its_body(body: bytes) -> None:
    found = Entry(body, 5.0)

    assert (found.jid, found.class_name, found.queue, found.error) == ("", "", "", "")
    assert facts(found)["payload"] in (body.decode("utf-8", "replace"), {"args": []})


def test_json_that_only_ruby_writes_is_read() -> None:
    found = Entry(b'{"class":"A","jid":"j","args":[NaN],"error_message":"\xff\\ud800"}')

    assert (found.class_name, found.jid) == ("A", "j")
    assert found.error == "??"


@pytest.mark.parametrize("stamp", [True, "1700000000", None, []])
def test_a_timestamp_that_is_no_number_is_none(stamp: Any) -> None:
    assert entry(enqueued_at=stamp).time("enqueued_at") is None


@pytest.mark.parametrize(
    ("values", "text"), [([1, "a", None], '1,"a",null'), ([], ""), ({"a": 1}, '{"a":1}')]
)
def test_arguments_are_written_as_in_a_call(values: Any, text: str) -> None:
    assert args(values) == text


@pytest.mark.parametrize(
    "wanted",
    [
        EVERYTHING,
        Filter(class_name="Mail"),
        Filter(class_name="M*l"),
        Filter(queue="low"),
        Filter(queue="l?w"),
        Filter(jids=frozenset({"a1", "b2"})),
        Filter(error="timeout"),
        Filter(error="readtimeout: NO answer"),
        Filter(after=100.0, before=100.0),
        Filter(class_name="Mail", queue="low", error="example", after=99.0),
    ],
)
def test_a_filter_takes_what_fits_all_of_it(wanted: Filter) -> None:
    assert wanted.matches(entry(**FAILED))


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(class_name="Mai"),
        Filter(class_name="mail"),
        Filter(queue="lower"),
        Filter(jids=frozenset({"a"})),
        Filter(error="divided"),
        Filter(after=100.5),
        Filter(before=99.5),
        Filter(class_name="Mail", queue="high"),
    ],
)
def test_a_filter_leaves_what_fits_only_a_part_of_it(wanted: Filter) -> None:
    assert not wanted.matches(entry(**FAILED))
    assert not wanted.matches_all

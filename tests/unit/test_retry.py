"""What becomes of a failed job, and what is written into its body."""

import base64
import json
import zlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.job import Job, parse
from pyworker.outcome import Dead, Discarded, Outcome, Retry
from pyworker.retry import (
    MAX_MESSAGE_CHARS,
    Failure,
    decide,
    delay_s,
    describe,
    is_last,
    message,
)

NOW = 1795320459.25


class BoomError(Exception):
    pass


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise ValueError("no text")


def failing(
    payload: dict[str, Any],
    error: BaseException | None = None,
    jitter: float = 0.0,
    default_retry: bool | int = True,
) -> Outcome:
    body = json.dumps({"class": "A", "args": [], "jid": "j"} | payload).encode()
    failure = Failure(error or BoomError("boom"), "low", NOW, jitter, default_retry)
    return decide(parse(body), body, failure)


def written(outcome: Outcome) -> dict[str, Any]:
    assert isinstance(outcome, Retry | Dead)
    fields: dict[str, Any] = json.loads(outcome.body)
    return fields


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({}, Retry),
        ({"retry": None}, Retry),
        ({"retry": True}, Retry),
        ({"retry": False}, Discarded),
        ({"retry": 0}, Dead),
        ({"retry": 1}, Retry),
        ({"retry": 5}, Retry),
        ({"retry": 2.5}, Retry),
        ({"retry": "5"}, Retry),
        ({"retry": 0, "dead": False}, Discarded),
        ({"retry": 0, "dead": True}, Dead),
        ({"retry": True, "retry_count": 23}, Retry),
        ({"retry": True, "retry_count": 24}, Dead),
        ({"retry": 1, "retry_count": 0}, Dead),
        ({"retry": 5, "retry_count": 3}, Retry),
        ({"retry": 5, "retry_count": 4}, Dead),
        ({"retry": 5, "retry_count": 99}, Dead),
        ({"retry": 1, "retry_count": -1}, Retry),
        ({"retry": 0, "retry_count": -1}, Dead),
        ({"retry": 1, "retry_count": 0, "dead": False}, Discarded),
    ],
)
def test_the_payload_decides_between_retry_dead_and_nothing(
    payload: dict[str, Any], expected: type[Outcome]
) -> None:
    assert type(failing(payload)) is expected


@pytest.mark.parametrize(
    ("default_retry", "expected"),
    [(True, Retry), (False, Discarded), (0, Dead), (1, Retry), (5, Retry)],
)
def test_the_class_decides_where_the_payload_says_nothing(
    default_retry: bool | int, expected: type[Outcome]
) -> None:
    assert type(failing({}, default_retry=default_retry)) is expected
    assert type(failing({"retry": True}, default_retry=default_retry)) is Retry


@given(st.integers(0, 30))
def test_a_number_of_retries_means_one_more_execution(retries: int) -> None:
    payload: dict[str, Any] = {"retry": retries}
    executions = 1

    outcome = failing(payload)
    while isinstance(outcome, Retry):
        executions += 1
        outcome = failing(written(outcome))

    assert executions == retries + 1
    assert written(outcome)["retry_count"] == retries


@pytest.mark.parametrize(("before", "after"), [(None, 0), (-1, 0), (0, 1), (7, 8)])
def test_the_retry_count_starts_at_zero_and_grows_by_one(before: int | None, after: int) -> None:
    payload = {} if before is None else {"retry_count": before}

    assert written(failing(payload))["retry_count"] == after


@pytest.mark.parametrize(
    ("count", "base", "end"),
    [(0, 15, 25), (1, 16, 36), (2, 31, 61), (3, 96, 136), (4, 271, 321), (24, 331791, 332041)],
)
@given(jitter=st.floats(0, 1, exclude_max=True))
def test_delays_are_sidekiqs(count: int, base: int, end: int, jitter: float) -> None:
    delay = delay_s(count, jitter)

    assert base <= delay < end
    assert delay_s(count, 0) == base


def test_a_count_below_zero_waits_like_zero() -> None:
    assert delay_s(-1, 0.5) == delay_s(0, 0.5)


@given(st.floats(0, 1, exclude_max=True))
def test_a_first_failure_is_due_within_its_window(jitter: float) -> None:
    outcome = failing({"retry": 2}, jitter=jitter)

    assert isinstance(outcome, Retry)
    assert 15 <= outcome.at - written(outcome)["failed_at"] < 25


@given(st.floats(0, 1, exclude_max=True))
def test_a_second_failure_is_due_within_its_window(jitter: float) -> None:
    outcome = failing({"retry": 2, "retry_count": 0, "failed_at": 5.5}, jitter=jitter)

    assert isinstance(outcome, Retry)
    assert 16 <= outcome.at - NOW < 36


@pytest.mark.parametrize(
    ("failed_s_ago", "expected"), [(0, Retry), (59, Retry), (61, Dead), (3600, Dead)]
)
@pytest.mark.parametrize("unit", [1, 1000], ids=["seconds", "milliseconds"])
def test_retry_for_ends_the_retries_by_time(
    failed_s_ago: int, expected: type[Outcome], unit: int
) -> None:
    failed_at = int(NOW - failed_s_ago) * 1000 if unit == 1000 else NOW - failed_s_ago
    payload = {"retry_for": 60, "retry_count": 3, "failed_at": failed_at}

    assert type(failing(payload)) is expected


def test_with_retry_for_the_number_of_retries_does_not_count() -> None:
    payload = {"retry": 2, "retry_for": 60, "retry_count": 40, "failed_at": NOW - 1}

    assert isinstance(failing(payload), Retry)


@pytest.mark.parametrize(
    ("payload", "expected", "count"),
    [
        ({"retry_for": 10**400}, Retry, 0),
        ({"retry_for": 60, "retry_count": 10**100}, Retry, 0),
        ({"retry_for": 60, "retry_count": 1, "failed_at": 10**400}, Retry, 2),
        ({"retry_for": float("nan"), "retry_count": 24}, Dead, 25),
        ({"retry": 10**101, "retry_count": 10**100}, Retry, 0),
        ({"retry": 10**101, "retry_count": 24}, Dead, 25),
        ({"retry": -(10**100)}, Retry, 0),
        ({"created_at": 10**400}, Retry, 0),
    ],
)
def test_a_number_that_nobody_counted_counts_as_absent(
    payload: dict[str, Any], expected: type[Outcome], count: int
) -> None:
    outcome = failing(payload)

    assert type(outcome) is expected
    assert written(outcome)["retry_count"] == count


@pytest.mark.parametrize(("retry", "expected"), [(0, Dead), (False, Discarded)])
def test_retry_for_does_not_retry_what_must_not_be(
    retry: int | bool, expected: type[Outcome]
) -> None:
    assert type(failing({"retry": retry, "retry_for": 60})) is expected


def test_retry_for_without_a_first_failure_begins_now() -> None:
    assert isinstance(failing({"retry_for": 60}), Retry)


def test_a_first_failure_writes_failed_at_alone() -> None:
    fields = written(failing({}))

    assert fields["failed_at"] == NOW
    assert "retried_at" not in fields


@pytest.mark.parametrize("count", [-1, 0, 5])
def test_a_later_failure_leaves_failed_at_and_writes_retried_at(count: int) -> None:
    fields = written(failing({"retry_count": count, "failed_at": 1700000000.125}))

    assert fields["failed_at"] == 1700000000.125
    assert fields["retried_at"] == NOW


@pytest.mark.parametrize("failed_at", [{}, {"failed_at": "yesterday"}])
def test_a_retry_without_a_readable_failed_at_gets_one(failed_at: dict[str, Any]) -> None:
    fields = written(failing({"retry_count": 2, **failed_at}))

    assert fields["failed_at"] == fields["retried_at"] == NOW


@pytest.mark.parametrize(
    ("created_at", "stamp"), [(1795320000.5, NOW), (1795320000500, 1795320459250)]
)
def test_timestamps_are_in_the_unit_of_the_job(created_at: float, stamp: float) -> None:
    first = written(failing({"created_at": created_at}))
    second = written(failing(first))

    assert (first["failed_at"], second["failed_at"], second["retried_at"]) == (stamp,) * 3
    assert type(first["failed_at"]) is type(second["retried_at"]) is type(stamp)


def test_the_error_is_written_by_class_and_message() -> None:
    fields = written(failing({}, BoomError("it broke")))

    assert (fields["error_class"], fields["error_message"]) == ("BoomError", "it broke")


def test_a_message_is_cut_at_ten_thousand_characters() -> None:
    fields = written(failing({}, BoomError("é" * 20_000)))

    assert fields["error_message"] == "é" * MAX_MESSAGE_CHARS == "é" * 10_000


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (BoomError("a\ud800b"), "a?b"),
        (BoomError("nul\0"), "nul\0"),
        (BoomError(), ""),
        (Unspeakable(), "the message of this Unspeakable cannot be shown"),
    ],
)
def test_every_message_can_be_written(error: Exception, text: str) -> None:
    assert message(error) == text
    assert written(failing({}, error))["error_message"] == text


@pytest.mark.parametrize(
    ("payload", "queue"),
    [
        ({}, "low"),
        ({"queue": "elsewhere"}, "low"),
        ({"retry_queue": "slow"}, "slow"),
        ({"retry_queue": ""}, "low"),
        ({"retry_queue": "\ud800"}, "?"),
    ],
)
def test_a_retry_goes_to_its_own_queue_or_where_it_came_from(
    payload: dict[str, Any], queue: str
) -> None:
    assert written(failing(payload))["queue"] == queue


def test_unknown_keys_survive_a_failure() -> None:
    extra = {"bid": "b", "cattr": {"a": [1, []]}, "locale": "de", "tags": ["x"], "retry": True}

    fields = written(failing(extra))

    assert {key: fields[key] for key in extra} == extra


@pytest.mark.parametrize(("wanted", "lines"), [(True, 11), (3, 3), (100, 11)])
def test_a_backtrace_has_as_many_lines_as_were_asked_for(wanted: bool | int, lines: int) -> None:
    fields = written(failing({"backtrace": wanted}, raised(depth=9)))

    found = json.loads(zlib.decompress(base64.b64decode(fields["error_backtrace"], validate=True)))

    assert len(found) == lines
    assert found[0].endswith("in `dig'")
    assert "test_retry.py:" in found[0]


@pytest.mark.parametrize("payload", [{}, {"backtrace": False}, {"backtrace": "yes"}])
def test_without_being_asked_for_no_backtrace_is_written(payload: dict[str, Any]) -> None:
    assert "error_backtrace" not in written(failing(payload, raised(depth=1)))


KEYS = [field.encode_name for field in msgspec.structs.fields(Job)[2:]]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
NUMBERS = (
    st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([2**53, -(2**53), 2**64, 10**100, -(10**100), 10**400, 1e300])
)
ANYTHING = st.recursive(
    st.none() | NUMBERS | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from(KEYS), NUMBERS | ANYTHING),
    st.dictionaries(ANY_TEXT, ANYTHING, max_size=3),
    st.booleans() | st.integers(0),
    st.floats(0, 1, exclude_max=True),
)
def test_whatever_a_payload_says_a_failure_has_an_outcome(
    known: dict[str, Any], unknown: dict[str, Any], default_retry: bool | int, jitter: float
) -> None:
    outcome = failing(unknown | {"class": "A"} | known, None, jitter, default_retry)

    assert isinstance(outcome, Retry | Dead | Discarded)
    assert describe(outcome, NOW)
    if isinstance(outcome, Retry | Dead):
        assert parse(outcome.body).class_name == "A"
    if isinstance(outcome, Retry):
        assert NOW < outcome.at < float("inf")


@given(st.dictionaries(st.sampled_from(KEYS), NUMBERS | ANYTHING))
def test_what_one_failure_writes_the_next_can_read(known: dict[str, Any]) -> None:
    outcome = failing(known)

    for _ in range(3):
        if isinstance(outcome, Retry):
            failure = Failure(BoomError("boom"), "low", NOW, 0.5)
            outcome = decide(parse(outcome.body), outcome.body, failure)

    assert isinstance(outcome, Retry | Dead | Discarded)


def test_each_outcome_is_described_in_words() -> None:
    assert describe(Retry(b"", NOW + 15), NOW) == "retry in 15 s"
    assert describe(Dead(b""), NOW).startswith("dead")
    assert describe(Discarded(), NOW).startswith("discarded")


def raised(depth: int) -> BaseException:
    try:
        dig(depth)
    except BoomError as error:
        return error
    raise AssertionError


def dig(depth: int) -> None:
    if depth:
        dig(depth - 1)
    else:
        raise BoomError("bottom")


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "retry": st.none() | st.booleans() | st.integers(-1, 30) | st.text(),
            "retry_count": st.integers(-1, 40) | st.text(),
            "retry_for": st.integers(-5, 10**6),
            "failed_at": st.floats(NOW - 10**6, NOW),
        },
    ),
    st.booleans() | st.integers(0, 3),
)
def test_the_last_run_is_known_before_it_has_failed(
    payload: dict[str, Any], default_retry: bool | int
) -> None:
    outcome = failing(payload, default_retry=default_retry)
    job = parse(json.dumps({"class": "A", "args": [], "jid": "j"} | payload).encode())

    assert is_last(job, NOW, default_retry) is not isinstance(outcome, Retry)

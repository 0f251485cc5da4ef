"""When a job with ``expires_in`` is too late."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.expiry import expired
from pyworker.job import Job, parse

NOW = 1_795_320_459.5


def job(**keys: Any) -> Job:
    return parse(json.dumps({"class": "A", "args": []} | keys).encode())


@pytest.mark.parametrize(("age_s", "late"), [(0, False), (59.9, False), (60, False), (60.1, True)])
def test_a_first_run_must_begin_soon_after_the_push(age_s: float, late: bool) -> None:
    assert expired(job(expires_in=60, enqueued_at=NOW - age_s), NOW) is late


@pytest.mark.parametrize(("age_s", "late"), [(59, False), (61, True)])
def test_milliseconds_are_read_as_such(age_s: float, late: bool) -> None:
    assert expired(job(expires_in=60.0, enqueued_at=int((NOW - age_s) * 1000)), NOW) is late


@pytest.mark.parametrize(("age_s", "late"), [(59, False), (61, True)])
def test_a_retrys_time_counts_from_the_first_failure(age_s: float, late: bool) -> None:
    retried = job(expires_in=60, retry_count=0, failed_at=NOW - age_s, enqueued_at=NOW)

    assert expired(retried, NOW) is late


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"enqueued_at": 1.5},
        {"expires_in": 60},
        {"expires_in": "60", "enqueued_at": 1.5},
        {"expires_in": True, "enqueued_at": 1.5},
        {"expires_in": 60, "enqueued_at": "yesterday"},
        {"expires_in": 60, "enqueued_at": 1.5, "retry_count": 0},
        {"expires_in": 10**400, "enqueued_at": 1.5},
        {"expires_in": -(10**400), "enqueued_at": 1.5},
        {"expires_in": 60, "enqueued_at": -(10**400)},
        {"expires_in": float("nan"), "enqueued_at": 1.5},
    ],
)
def test_without_sensible_numbers_nothing_expires(keys: dict[str, Any]) -> None:
    assert expired(job(**keys), NOW) is False


NUMBERS = st.none() | st.integers() | st.floats()


@given(NUMBERS, NUMBERS, NUMBERS, st.none() | st.integers())
def test_any_numbers_have_an_answer(
    expires_in: Any, enqueued_at: Any, failed_at: Any, retry_count: Any
) -> None:
    given_job = Job(
        "A",
        expires_in=expires_in,
        enqueued_at=enqueued_at,
        failed_at=failed_at,
        retry_count=retry_count,
    )

    assert expired(given_job, NOW) in (True, False)

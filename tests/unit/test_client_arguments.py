"""What a job can carry, and what is refused: arguments, seen by a pusher that keeps them."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from pyworker import JobContext, job, push
from pyworker import registry as registry_module
from pyworker.pusher import route
from pyworker.registry import Registry
from tests.unit.kept import Kept, anything, invoice


class Level(IntEnum):
    HIGH = 3


@pytest.fixture(autouse=True)
def _registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_module, "registry", Registry())


@pytest.fixture
def kept() -> Iterator[Kept]:
    pusher = Kept()
    with route.diverted(pusher):
        yield pusher


def test_arguments_are_bound_to_positions_by_the_signature(kept: Kept) -> None:
    invoice.perform_async(customer=7)
    invoice.perform_async(7, total="1.00")
    invoice.perform_async(total="1.00", customer=7)
    invoice.perform_async(7, tax=0.19)
    invoice.perform_in(0, 7, tax=0.19)

    assert kept.args == [[7], [7, "1.00"], [7, "1.00"], [7, "0.00", 0.19], [7, "0.00", 0.19]]


@pytest.mark.parametrize(
    ("args", "kwargs", "complaint"),
    [
        ((), {}, "missing a required argument: 'customer'"),
        ((1, "2", 3.0, 4), {}, "too many positional arguments"),
        ((1,), {"customer": 2}, "multiple values for argument 'customer'"),
        ((1,), {"colour": "red"}, "got an unexpected keyword argument 'colour'"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_as_by_a_call(
    kept: Kept, args: Any, kwargs: Any, complaint: str
) -> None:
    with pytest.raises(TypeError, match=r"^Customers::Invoice\(customer: int.*" + complaint):
        invoice.perform_async(*args, **kwargs)

    assert kept.pushes == []


def test_what_only_a_keyword_can_give_is_refused(kept: Kept) -> None:
    @job
    def report(run: int, *, draft: bool = False) -> None: ...

    @job
    def options(**named: int) -> None: ...

    with pytest.raises(TypeError, match="'draft' can be given by keyword only"):
        report.perform_async(1, draft=True)
    with pytest.raises(TypeError, match="'named' can be given by keyword only"):
        options.perform_async(colour=1)
    report.perform_async(1)
    options.perform_async()
    assert kept.args == [[1], []]


def test_a_handler_that_no_job_can_call_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match=r"report\(\*, run: int\).*'run' could never be given"):

        @job
        def report(*, run: int) -> None: ...


def test_jobs_of_a_batch_handler_have_any_arguments_by_position(kept: Kept) -> None:
    @job(batch=10)
    def many(contexts: list[JobContext]) -> list[None]:
        return [None for _ in contexts]

    many.perform_async(1, "two")

    assert kept.args == [[1, "two"]]
    with pytest.raises(TypeError, match="positional; got 'three' by keyword"):
        many.perform_async(three=3)


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, -1, 2**63, 10**30, 1.5, -0.0, 1e300, "", "é\n\"\\\u2028\x00", [], {}, [[]],
        {"a": [{"b": None}, 1.0]}, "x" * 100_000,
    ],
)  # fmt: skip
def test_json_values_arrive_as_they_were(kept: Kept, value: Any) -> None:
    anything.perform_async(value, [value], {"key": value})
    anything.perform_bulk([[value]])

    assert kept.args == [[value, [value], {"key": value}], [value]]


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ((1, 2), "argument 2 is of type tuple"),
        ({1}, "is of type set"),
        (b"x", "is of type bytes"),
        (Decimal("1.5"), "is of type Decimal"),
        (datetime(2030, 1, 1, tzinfo=UTC), "is of type datetime"),
        (UUID(int=1), "is of type UUID"),
        (Level.HIGH, "is of type Level"),
        (np.float64(1.5), "is of type float64"),
        (np.int64(1), "is of type int64"),
        (object(), "is of type object"),
        ({"a": [1, {"b": Decimal(1)}]}, r"argument 2\['a'\]\[1\]\['b'\] is of type Decimal"),
        ({"a": {3: "x"}}, r"argument 2\['a'\]: its key 3 is of type int"),
    ],
)
def test_an_argument_that_json_has_no_word_for_is_refused_by_name(
    kept: Kept, value: Any, complaint: str
) -> None:
    for enqueue in (
        lambda: anything.perform_async(0, value),
        lambda: anything.perform_bulk([[0, value]]),
        lambda: push("Anything", [0, value]),
    ):
        with pytest.raises(TypeError, match=f"^Anything: .*{complaint}"):
            enqueue()

    assert kept.pushes == []


def test_a_refused_argument_is_called_as_the_handler_calls_it() -> None:
    with pytest.raises(TypeError, match=r"argument 2 \(total\) is of type Decimal; a job carries"):
        invoice.perform_async(7, Decimal("9.50"))  # type: ignore[arg-type]  # that is the test


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, [math.nan], {"a": math.inf}])
def test_a_number_that_is_not_finite_is_refused(kept: Kept, value: Any) -> None:
    with pytest.raises(ValueError, match="and JSON has no word for that"):
        anything.perform_async(value)

    assert kept.pushes == []


def test_text_that_cannot_be_encoded_is_refused(kept: Kept) -> None:
    with pytest.raises(ValueError, match=r"Anything: .*surrogates not allowed"):
        anything.perform_async("\ud800")

    assert kept.pushes == []

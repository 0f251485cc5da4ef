"""Middleware around a call."""

from typing import Any

import pytest

from pyworker.job import Job
from pyworker.middleware.chain import Middleware, Proceed, compose
from pyworker.registry import JobContext

CONTEXT = JobContext(Job("A", [1]), "default")


def noting(name: str, notes: list[str]) -> Middleware:
    def layer(proceed: Proceed, context: JobContext) -> Any:
        notes.append(f"{name} in")
        result = proceed(context)
        notes.append(f"{name} out")
        return result

    return layer


def test_the_first_is_outermost_and_the_result_comes_through() -> None:
    notes: list[str] = []

    call = compose([noting("a", notes), noting("b", notes)], lambda context: context.args)

    assert call(CONTEXT) == [1]
    assert notes == ["a in", "b in", "b out", "a out"]


def test_without_middleware_the_call_itself_is_left() -> None:
    def innermost(context: JobContext) -> Any:
        return context.queue

    assert compose([], innermost) is innermost


def test_a_layer_may_answer_without_proceeding() -> None:
    def refuse(_proceed: Proceed, _context: JobContext) -> Any:
        return "not today"

    assert compose([refuse], lambda _: pytest.fail("was called"))(CONTEXT) == "not today"


def test_a_composed_call_can_be_called_again() -> None:
    notes: list[str] = []
    call = compose([noting("a", notes)], lambda _: None)

    call(CONTEXT)
    call(CONTEXT)

    assert notes == ["a in", "a out"] * 2

"""How handlers are called, and how a call that cannot fit is told from a handler's own error."""

import inspect
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from pyworker.errors import WrongArguments
from pyworker.job import Job
from pyworker.registry import JobContext, JobSpec, Later
from pyworker.runtime.calls import call_batch, caller
from tests.unit.runtime.stand_ins import refuse


def context(args: Any) -> JobContext:
    return JobContext(Job("A", args), "default")


def spec(handler: Callable[..., Any], **options: Any) -> JobSpec:
    return JobSpec("A", handler, signature=inspect.signature(handler), **options)


def add(a: int, b: int = 1) -> int:
    return a + b


def drive(coroutine: Coroutine[Any, Any, Any], timeout_s: float | None) -> Any:
    """Run a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return (stop.value, timeout_s)
    raise AssertionError


@pytest.mark.parametrize(("args", "result"), [([1], 2), ([1, 5], 6)])
def test_arguments_are_passed_by_position(args: list[int], result: int) -> None:
    assert caller(spec(add), refuse)(context(args)) == result


@pytest.mark.parametrize("args", [[], [1, 2, 3]])
def test_a_wrong_number_of_arguments_is_told_with_the_signature(args: list[int]) -> None:
    call = caller(spec(add), refuse)

    with pytest.raises(WrongArguments, match=r"A: .*\(a: int, b: int = 1\) -> int: .*argument"):
        call(context(args))


@pytest.mark.parametrize(
    ("args", "kind"), [(None, "NoneType"), ({"a": 1}, "dict"), ("ab", "str"), (5, "int")]
)
def test_args_that_are_no_array_do_not_fit(args: Any, kind: str) -> None:
    call = caller(spec(lambda *_: None), refuse)

    with pytest.raises(WrongArguments, match=f"args is {kind}, not an array"):
        call(context(args))


def test_a_type_error_from_within_the_handler_stays_one() -> None:
    call = caller(spec(add), refuse)

    with pytest.raises(TypeError, match="unsupported operand") as caught:
        call(context([1, "x"]))

    assert type(caught.value) is TypeError


def test_a_misfit_of_a_call_within_the_handler_is_the_handlers_own() -> None:
    def outer() -> int:
        return add()  # type: ignore[call-arg]  # the mistake under test

    with pytest.raises(TypeError, match="missing 1 required"):
        caller(spec(outer), refuse)(context([]))


def test_a_coroutine_is_run_with_its_time_limit() -> None:
    async def later(value: int) -> int:
        return value + 1

    call = caller(spec(later, is_async=True, timeout_s=5), drive)

    assert call(context([1])) == (2, 5)


@pytest.mark.parametrize("result", [None, 0, "x", [1], iter([])])
def test_what_a_plain_function_returns_is_returned(result: Any) -> None:
    assert caller(spec(lambda: result), refuse)(context([])) is result


def test_a_coroutine_that_nobody_would_await_is_refused_and_closed() -> None:
    async def work() -> None: ...

    coroutine = work()

    with pytest.raises(TypeError, match="A returned a coroutine that nobody awaits; put @job"):
        caller(spec(lambda: coroutine), refuse)(context([]))

    assert inspect.getcoroutinestate(coroutine) == inspect.CORO_CLOSED


def test_a_coroutine_that_does_not_fit_is_told_before_it_runs() -> None:
    async def later(value: int) -> int:
        return value

    with pytest.raises(WrongArguments):
        caller(spec(later, is_async=True), drive)(context([]))


def test_a_batch_handler_gets_all_contexts_and_answers_each() -> None:
    error = ValueError("second")
    contexts = [context([1]), context([2])]
    seen: list[Any] = []

    def handler(given: Any) -> tuple[None, ValueError]:
        seen.extend(given)
        return None, error

    assert call_batch(spec(handler), contexts, refuse) == [None, error]
    assert seen == contexts


@pytest.mark.parametrize("answers", [None, [], [None], [None] * 3, 5, iter([None, None])])
def test_a_batch_handler_that_does_not_answer_for_each_job_is_wrong(answers: Any) -> None:
    contexts = [context([1]), context([2])]

    with pytest.raises(TypeError, match="A must return a list with one entry for each of its 2"):
        call_batch(spec(lambda _: answers), contexts, refuse)


@pytest.mark.parametrize("answer", [True, False, 0, "ok", Later(5), ValueError, [], object()])
def test_a_batch_handler_answers_none_or_an_exception_and_nothing_else(answer: Any) -> None:
    contexts = [context([1]), context([2])]

    with pytest.raises(TypeError, match="A must answer None or an exception for each"):
        call_batch(spec(lambda _: [None, answer]), contexts, refuse)


@pytest.mark.parametrize("answers", ["ab", b"ab", bytearray(2), range(2)])
def test_no_other_sequence_passes_for_answers(answers: Any) -> None:
    with pytest.raises(TypeError, match="must answer None or an exception"):
        call_batch(spec(lambda _: answers), [context([1]), context([2])], refuse)


def test_an_endless_answer_is_cut_in_the_message() -> None:
    with pytest.raises(TypeError) as caught:
        call_batch(spec(lambda _: ["x" * 10_000]), [context([1])], refuse)

    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt(), GeneratorExit()])
def test_a_batch_handler_may_answer_any_exception(error: BaseException) -> None:
    assert call_batch(spec(lambda _: [error]), [context([1])], refuse) == [error]


def answer_of(coroutine: Coroutine[Any, Any, Any], timeout_s: float | None) -> Any:
    return drive(coroutine, timeout_s)[0]


def test_a_batch_handler_may_be_a_coroutine() -> None:
    async def handler(given: list[JobContext]) -> list[None]:
        return [None for _ in given]

    assert call_batch(spec(handler, is_async=True), [context([1])], answer_of) == [None]


def test_the_answers_of_a_coroutine_are_held_to_the_same() -> None:
    async def handler(given: list[JobContext]) -> list[bool]:
        return [True for _ in given]

    with pytest.raises(TypeError, match="must answer None or an exception"):
        call_batch(spec(handler, is_async=True), [context([1])], answer_of)

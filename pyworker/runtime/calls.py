"""How a handler is called: with its arguments, on its thread or loop, for one job or for many."""

import inspect
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from pyworker.activejob import Arguments
from pyworker.errors import WrongArguments
from pyworker.middleware.chain import Proceed
from pyworker.registry import JobContext, JobSpec

RunAsync = Callable[[Coroutine[Any, Any, Any], float | None], Any]


def caller(spec: JobSpec, run_async: RunAsync) -> Proceed:
    """Return the innermost call of a job class that takes one job at a time."""
    handler = spec.handler

    def call(context: JobContext) -> Any:
        args = context.job.args
        called = handler if type(args) is list else _with_keywords(spec, args)
        try:
            result = called(*args)
        except TypeError as error:
            # Raised by the call itself, not from within the handler: no further frame.
            if error.__traceback__ is not None and error.__traceback__.tb_next is None:
                raise _misfit(spec, str(error)) from error
            raise
        if spec.is_async:
            return run_async(result, spec.timeout_s)
        return None if result is None else _never_awaited(spec, result)

    return call


def call_batch(
    spec: JobSpec, contexts: Sequence[JobContext], run_async: RunAsync
) -> list[BaseException | None]:
    """Call a batch handler; returns one answer a job.

    Raises:
        TypeError: the handler did not answer for every job.
    """
    answers = spec.handler(contexts)
    if spec.is_async:
        answers = run_async(answers, spec.timeout_s)
    else:
        _never_awaited(spec, answers)
    if not isinstance(answers, Sequence) or len(answers) != len(contexts):
        raise TypeError(
            f"the batch handler of {spec.class_name} must return a list with one entry for each of "
            f"its {len(contexts)} jobs (None or an exception), got {answers!r:.200}"
        )
    for answer in answers:
        if not (answer is None or isinstance(answer, BaseException)):
            raise TypeError(
                f"the batch handler of {spec.class_name} must answer None or an exception for each "
                f"of its jobs, got {answer!r:.200}"
            )
    return list(answers)


def _with_keywords(spec: JobSpec, args: Any) -> Callable[..., Any]:
    if not isinstance(args, Arguments):
        raise _misfit(spec, f"args is {type(args).__name__}, not an array")
    # Written in C: a call that does not fit leaves no frame of ours in its traceback.
    return partial(spec.handler, **args.keywords)


def _never_awaited(spec: JobSpec, result: Any) -> Any:
    """Refuse a coroutine from what looked like a plain function: its work would be dropped."""
    if inspect.iscoroutine(result):
        result.close()
        raise TypeError(
            f"the handler of {spec.class_name} returned a coroutine that nobody awaits; put @job "
            "directly on the async function"
        )
    return result


def _misfit(spec: JobSpec, detail: str) -> WrongArguments:
    return WrongArguments(
        f"{spec.class_name}: the job's arguments do not fit its handler{spec.signature}: {detail}"
    )

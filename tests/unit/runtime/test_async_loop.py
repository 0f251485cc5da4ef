"""Coroutines on their own thread, for callers that wait."""

import asyncio
import threading

import pytest

from pyworker.errors import JobTimeout
from pyworker.job import Job
from pyworker.registry import JobContext, current, current_job
from pyworker.runtime.async_loop import AsyncLoop


@pytest.fixture(scope="module")
def loop() -> AsyncLoop:
    return AsyncLoop()


def test_the_value_comes_back(loop: AsyncLoop) -> None:
    async def double(value: int) -> int:
        await asyncio.sleep(0)
        return value * 2

    assert loop.run(double(4), None) == 8


def test_the_error_comes_back(loop: AsyncLoop) -> None:
    async def fail() -> None:
        raise KeyError("missing")

    with pytest.raises(KeyError, match="missing"):
        loop.run(fail(), None)


def test_a_coroutine_past_its_time_is_cancelled(loop: AsyncLoop) -> None:
    cancelled = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    with pytest.raises(JobTimeout, match=r"longer than 0\.01 s"):
        loop.run(forever(), 0.01)

    assert cancelled.is_set()


def test_a_timeout_of_the_handlers_own_is_not_the_jobs(loop: AsyncLoop) -> None:
    async def own() -> None:
        raise TimeoutError("of a socket")

    with pytest.raises(TimeoutError, match="of a socket") as caught:
        loop.run(own(), 60)

    assert not isinstance(caught.value, JobTimeout)


def test_a_coroutine_knows_the_job_of_its_caller(loop: AsyncLoop) -> None:
    async def ask() -> str:
        await asyncio.sleep(0)
        return current_job().jid

    token = current.set(JobContext(Job("A", jid="j"), "default"))
    found = loop.run(ask(), None)
    current.reset(token)

    assert found == "j"


def test_coroutines_of_several_threads_run_beside_each_other(loop: AsyncLoop) -> None:
    arrived: list[int] = []
    both = asyncio.Event()

    async def meet(number: int) -> None:
        arrived.append(number)
        if len(arrived) == 2:
            both.set()
        await both.wait()

    threads = [threading.Thread(target=loop.run, args=[meet(n), 10]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert sorted(arrived) == [0, 1]
    assert both.is_set()

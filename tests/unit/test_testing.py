"""The testing mode: jobs are collected or run at once, and no Redis is there."""

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from pyworker import Client, JobContext, Later, client, current_job, job, push, testing
from pyworker import registry as registry_module
from pyworker.errors import TransportDown, WrongArguments
from pyworker.registry import JobFunction, Registry

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry_module, "registry", Registry())
    monkeypatch.setenv("REDIS_URL", NOWHERE)
    client.default.cache_clear()
    yield
    client.default.cache_clear()


@pytest.fixture
def ran() -> list[Any]:
    return []


@pytest.fixture
def note(ran: list[Any]) -> JobFunction[[Any], None]:
    @job("Note", queue="notes")
    def note(value: Any) -> None:
        ran.append(value)

    return note


def test_fake_collects_jobs_and_runs_none(note: JobFunction[[Any], None], ran: list[Any]) -> None:
    with testing.fake() as pushed:
        jid = note.perform_async(1)
        note.perform_in(60, 2)
        push("RubyReport", [3], queue="ruby", tags=["x"])

    assert ran == []
    assert [(each.class_name, each.args, each.queue) for each in pushed.jobs] == [
        ("Note", [1], "notes"),
        ("Note", [2], "notes"),
        ("RubyReport", [3], "ruby"),
    ]
    assert [each.at is None for each in pushed.jobs] == [True, False, True]
    assert pushed.jobs[0].jid == jid
    assert pushed.jobs[2].payload["tags"] == ["x"]


def test_fake_tells_the_jobs_of_a_class(note: JobFunction[[Any], None]) -> None:
    with testing.fake() as pushed:
        note.perform_async(1)
        push("RubyReport", [2])

    assert [each.args for each in pushed.of(note)] == [[1]]
    assert [each.args for each in pushed.of("RubyReport")] == [[2]]
    assert pushed.of("Nothing") == []


def test_fake_collects_from_every_client_and_from_coroutines(
    note: JobFunction[[Any], None],
) -> None:
    with testing.fake() as pushed, Client(NOWHERE) as other:
        other.push("A", [1])
        note.via(other).perform_async(2)
        asyncio.run(other.apush("B", [3]))

    assert [each.args for each in pushed.jobs] == [[1], [2], [3]]


def test_fake_collects_from_all_threads(note: JobFunction[[Any], None]) -> None:
    def enqueue(thread: int) -> None:
        for number in range(50):
            note.perform_async([thread, number])

    with testing.fake() as pushed:
        threads = [threading.Thread(target=enqueue, args=(each,)) for each in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    sent = [each.args[0] for each in pushed.jobs]
    assert sorted(sent) == [[thread, number] for thread in range(8) for number in range(50)]


def test_cleared_jobs_are_forgotten(note: JobFunction[[Any], None], ran: list[Any]) -> None:
    with testing.fake() as pushed:
        note.perform_async(1)
        pushed.clear()

        assert pushed.jobs == []
        assert pushed.drain() == 0
    assert ran == []


def test_drain_runs_jobs_and_what_they_push(note: JobFunction[[Any], None], ran: list[Any]) -> None:
    @job
    def twice(value: int) -> None:
        ran.append(f"twice {value}")
        note.perform_in(3600, value)
        note.perform_async(value + 1)

    with testing.fake() as pushed:
        twice.perform_async(1)
        note.perform_async("last")

        assert pushed.drain() == 4
        assert pushed.jobs == []
    assert ran == ["twice 1", "last", 1, 2]


def test_drain_keeps_jobs_whose_handler_is_elsewhere(
    note: JobFunction[[Any], None], ran: list[Any]
) -> None:
    with testing.fake() as pushed:
        push("RubyReport", [1])
        note.perform_async(2)

        assert pushed.drain() == 1
        assert [each.class_name for each in pushed.jobs] == ["RubyReport"]
    assert ran == [2]


def test_drain_raises_what_a_handler_raises_and_keeps_the_others(
    note: JobFunction[[Any], None], ran: list[Any]
) -> None:
    @job
    def fail() -> None:
        raise KeyError("missing")

    with testing.fake() as pushed:
        fail.perform_async()
        note.perform_async(1)

        with pytest.raises(KeyError, match="missing"):
            pushed.drain()
        assert pushed.drain() == 1
    assert ran == [1]


def test_a_job_that_asks_to_run_later_waits_for_the_next_drain(ran: list[Any]) -> None:
    @job
    def poll() -> Later | None:
        ran.append(1)
        return Later(30) if len(ran) < 2 else None

    with testing.fake() as pushed:
        jid = poll.perform_async()

        assert pushed.drain() == 1
        [waiting] = pushed.jobs
        assert waiting.jid == jid
        assert waiting.at == pytest.approx(time.time() + 30, abs=5)
        assert pushed.drain() == 1
        assert pushed.jobs == []


def test_a_job_sees_itself_as_in_the_service() -> None:
    seen: list[Any] = []

    @job(queue="low")
    def look(value: int) -> None:
        context = current_job()
        seen.append((context.jid, context.queue, context.args, context.retry_count))

    with testing.fake() as pushed:
        jid = look.perform_async(1)
        pushed.drain()

    assert seen == [(jid, "low", [1], None)]
    with pytest.raises(LookupError):
        current_job()


def test_a_handler_gets_what_json_makes_of_its_arguments(
    note: JobFunction[[Any], None], ran: list[Any]
) -> None:
    sent = {"list": [1, 2.5, None]}

    with testing.inline():
        note.perform_async(sent)

    assert ran == [sent]
    assert ran[0] is not sent


def test_arguments_that_redis_would_not_get_fail_in_the_test_too(
    note: JobFunction[[Any], None],
) -> None:
    with testing.fake() as pushed, pytest.raises(TypeError, match="is of type tuple"):
        note.perform_async((1, 2))

    assert pushed.jobs == []


def test_arguments_that_do_not_fit_the_handler_fail_as_in_the_service(
    note: JobFunction[[Any], None],
) -> None:
    with testing.inline(), pytest.raises(WrongArguments, match="Note: the job's arguments"):
        push("Note", [1, 2, 3])


def test_a_batch_handler_gets_its_jobs_together(
    note: JobFunction[[Any], None], ran: list[Any]
) -> None:
    @job("Many", batch=3)
    def many(contexts: list[JobContext]) -> list[Exception | None]:
        ran.append([context.args[0] for context in contexts])
        return [ValueError("odd") if context.args[0] == 13 else None for context in contexts]

    with testing.fake() as pushed:
        many.perform_bulk([[1], [2], [3]])
        note.perform_async("between")
        many.perform_async(4)

        assert pushed.drain() == 5
        many.perform_bulk([[13], [14]])
        with pytest.raises(testing.JobFailed, match="Many: ValueError: odd"):
            pushed.drain()
    assert ran == [[1, 2, 3], "between", [4], [13, 14]]


def test_a_job_of_a_batch_that_is_never_retried_fails_all_the_same() -> None:
    @job(batch=2, retry=False)
    def many(contexts: list[JobContext]) -> list[Exception | None]:
        return [ValueError("odd") for _ in contexts]

    with testing.inline(), pytest.raises(testing.JobFailed, match="never retried"):
        many.perform_async(1)


def test_inline_runs_jobs_as_they_are_pushed(
    note: JobFunction[[Any], None], ran: list[Any]
) -> None:
    with testing.inline() as pushed:
        note.perform_async(1)
        note.perform_in(3600, 2)
        note.perform_bulk([[3], [4]])
        assert ran == [1, 2, 3, 4]
        push("RubyReport", [5])

    assert [each.class_name for each in pushed.jobs] == ["RubyReport"]


def test_inline_raises_to_the_pusher() -> None:
    @job
    def fail() -> None:
        raise KeyError("missing")

    with testing.inline(), pytest.raises(KeyError, match="missing"):
        fail.perform_async()


def test_an_inline_job_that_pushes_another_stays_the_current_one(ran: list[Any]) -> None:
    @job
    def inner() -> None:
        ran.append(current_job().jid)

    @job
    def outer() -> None:
        inner.perform_async()
        ran.append(current_job().jid)

    with testing.inline():
        jid = outer.perform_async()

    assert ran[0] != jid
    assert ran[1] == jid


def test_coroutines_run_inline_at_any_depth(ran: list[Any]) -> None:
    @job
    async def leaf(value: str) -> None:
        await asyncio.sleep(0)
        ran.append((value, current_job().jid))

    @job
    async def branch(value: str) -> None:
        await leaf.aperform_async(f"{value} awaited")
        leaf.perform_async(f"{value} called")

    async def main() -> None:
        await branch.aperform_async("in a loop")
        branch.perform_async("blocking it")

    with testing.inline():
        asyncio.run(main())
        branch.perform_async("outside")

    assert [value for value, _ in ran] == [
        f"{place} {way}"
        for place in ("in a loop", "blocking it", "outside")
        for way in ("awaited", "called")
    ]


def test_modes_may_be_nested_and_end_in_any_order(
    note: JobFunction[[Any], None], ran: list[Any]
) -> None:
    outer, inner = testing.fake(), testing.inline()
    collected = outer.__enter__()
    note.perform_async(1)
    inner.__enter__()
    note.perform_async(2)
    outer.__exit__(None, None, None)
    note.perform_async(3)
    inner.__exit__(None, None, None)

    assert [each.args for each in collected.jobs] == [[1]]
    assert ran == [2, 3]
    with pytest.raises(TransportDown):
        note.perform_async(4)


def test_a_mode_ends_when_its_block_fails(note: JobFunction[[Any], None]) -> None:
    with pytest.raises(ZeroDivisionError), testing.fake():
        raise ZeroDivisionError

    with pytest.raises(TransportDown):
        note.perform_async(1)

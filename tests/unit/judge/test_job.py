"""The job's argument, and what it does when its last run fails; the service is a stand-in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from pyworker.activejob import GlobalId
from pyworker.database import Database
from pyworker.errors import WrongArguments
from pyworker.job import Job
from pyworker.jobs.judge import spec
from pyworker.judge.service import Bench, JudgeService, ServiceClosed
from pyworker.registry import JobContext, current
from pyworker.sandbox.port import SandboxFailed

NO_DATABASE = "postgresql://localhost/none"


class StandIn(JudgeService):
    """Fails as it is told, and remembers what was asked of it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.ran: list[int] = []
        self.given_up: list[tuple[int, Exception]] = []

    def run(self, submission_id: int) -> None:
        self.ran.append(submission_id)
        if self.error:
            raise self.error

    def give_up(self, submission_id: int, error: Exception) -> None:
        self.given_up.append((submission_id, error))


@contextmanager
def no_bench() -> Iterator[Bench]:
    yield cast("Bench", object())


def perform(service: JudgeService, args: Any, **fields: Any) -> None:
    token = current.set(JobContext(Job("JudgeWorker", args, **fields), "default"))
    try:
        spec(service).handler(*args)
    finally:
        current.reset(token)


def test_the_job_has_the_name_of_its_worker_and_one_run_at_a_time() -> None:
    row = spec(StandIn())

    assert (row.class_name, row.batch, row.is_async, row.timeout_s) == (
        "JudgeWorker",
        1,
        False,
        None,
    )


@pytest.mark.parametrize("given", [7, "7", GlobalId("app", "Submission", "7")])
def test_an_id_is_an_integer_quoted_or_not_or_a_records(given: Any) -> None:
    service = StandIn()

    perform(service, [given])

    assert service.ran == [7]


@pytest.mark.parametrize(
    "args", [[], [0], [-1], [2**63], [True], ["x"], [None], [1, 2], [GlobalId("a", "TestRun", "7")]]
)
def test_other_arguments_are_wrong_and_no_submissions(args: Any) -> None:
    service = StandIn()

    with pytest.raises(WrongArguments, match="JudgeWorker takes one argument, a submission or its"):
        perform(service, args, retry=0)

    assert service.ran == []
    assert service.given_up == []


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({}, False),
        ({"retry": True, "retry_count": 23}, False),
        ({"retry": True, "retry_count": 24}, True),
        ({"retry": 5, "retry_count": 3}, False),
        ({"retry": 5, "retry_count": 4}, True),
        ({"retry": 0}, True),
        ({"retry": False}, True),
    ],
)
def test_a_failure_is_the_jobs_and_the_last_one_is_stored(
    fields: dict[str, Any], last: bool
) -> None:
    error = SandboxFailed("the box is gone")
    service = StandIn(error)

    with pytest.raises(SandboxFailed, match="the box is gone"):
        perform(service, [7], **fields)

    assert service.given_up == ([(7, error)] if last else [])


def test_a_bench_is_opened_once_by_many_threads_and_closed_at_the_end() -> None:
    events: list[str] = []
    meet = threading.Barrier(4)

    @contextmanager
    def bench() -> Iterator[Bench]:
        events.append("opened")
        yield cast("Bench", object())
        events.append("closed")

    service = JudgeService(Database(NO_DATABASE, 1, "none"), bench, "grading")

    def ask() -> None:
        meet.wait()
        service._ready()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert events == ["opened"]
    service.close()
    service.close()
    assert events == ["opened", "closed"]


def test_what_fails_because_the_process_ends_is_no_system_error() -> None:
    service = JudgeService(Database(NO_DATABASE, 1, "none"), no_bench, "grading")
    service.close()

    with pytest.raises(ServiceClosed):
        service.run(7)
    # It would raise: there is no such database.
    service.give_up(7, SandboxFailed("the sandbox was closed"))


def test_a_bench_that_cannot_be_opened_is_tried_again() -> None:
    tries: list[int] = []

    @contextmanager
    def bench() -> Iterator[Bench]:
        tries.append(1)
        if len(tries) == 1:
            raise SandboxFailed("not now")
        yield cast("Bench", object())

    service = JudgeService(Database(NO_DATABASE, 1, "none"), bench, "grading")

    with pytest.raises(SandboxFailed):
        service._ready()
    service._ready()

    assert len(tries) == 2
    service.close()

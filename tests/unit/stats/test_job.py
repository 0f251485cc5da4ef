"""The job's arguments, and the answers of a batch; the service is a stand-in."""

from collections.abc import Sequence
from typing import Any

import pytest

from pyworker.activejob import GlobalId
from pyworker.errors import PyworkerError, WrongArguments
from pyworker.job import Job
from pyworker.jobs.stats import specs
from pyworker.registry import JobContext
from pyworker.stats.errors import NanSamples
from pyworker.stats.results import StatsResult
from pyworker.stats.service import StatsService

BAD_ID = 13


class StandIn(StatsService):
    """Remembers the ids that it was asked for; ``BAD_ID`` has samples that are NaN."""

    def __init__(self) -> None:
        super().__init__("")
        self.asked: list[int] = []

    def run(self, test_run_ids: Sequence[int]) -> list[StatsResult | PyworkerError]:
        self.asked = list(test_run_ids)
        return [NanSamples(2) if id_ == BAD_ID else result(id_) for id_ in test_run_ids]


def test_the_job_has_the_names_of_all_three_workers() -> None:
    rows = specs(StandIn())

    assert [row.class_name for row in rows] == ["RubyWorker", "GoWorker", "PythonWorker"]
    assert {row.batch for row in rows} == {100}
    assert len({row.handler for row in rows}) == 1


def test_each_job_of_a_batch_has_its_own_answer() -> None:
    service = StandIn()

    answers = run(service, [7], [], [BAD_ID], ["8"])

    assert service.asked == [7, BAD_ID, 8]
    assert [type(answer) for answer in answers] == [
        type(None),
        WrongArguments,
        NanSamples,
        type(None),
    ]


@pytest.mark.parametrize(
    ("given", "id_"),
    [(1, 1), ("123", 123), (2**63 - 1, 2**63 - 1), (GlobalId("app", "TestRun", "7"), 7)],
)
def test_an_id_is_an_integer_quoted_or_not_or_a_records(given: Any, id_: int) -> None:
    service = StandIn()

    assert run(service, [given]) == [None]
    assert service.asked == [id_]


@pytest.mark.parametrize(
    "args",
    [
        *([], [1, 2], {"id": 1}, None, "1"),
        *([0], [-1], [2**63], [1.0], [True], [None], [[1]]),
        *(["0"], ["-1"], [""], [" 1"], ["1_0"], ["¹"], ["٣"], ["9" * 30], ["abc"]),
        *([GlobalId("app", "TestRun", "x")], [GlobalId("app", "Task", "7")]),
    ],
)
def test_other_arguments_are_wrong_and_the_message_says_how(args: Any) -> None:
    service = StandIn()

    (answer,) = run(service, args)

    assert isinstance(answer, WrongArguments)
    assert str(answer).startswith("PythonWorker takes one argument, a test run or its id")
    assert service.asked == []


def run(service: StatsService, *arguments: Any) -> list[Exception | None]:
    contexts = [JobContext(Job("PythonWorker", args), "default") for args in arguments]
    answers: list[Exception | None] = specs(service)[0].handler(contexts)
    return answers


def result(test_run_id: int) -> StatsResult:
    return StatsResult(test_run_id, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1e-5, 1424)

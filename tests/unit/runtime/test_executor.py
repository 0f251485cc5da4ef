"""What becomes of one job, or of a batch, under a clock that stands still."""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from pyworker.activejob import GlobalId
from pyworker.outcome import DONE, EXPIRED, Dead, Discarded, Outcome, Retry, Snooze
from pyworker.registry import JobContext, JobSpec, Later, Registry, current, current_job
from pyworker.runtime.board import Board, mark
from pyworker.runtime.executor import ASYNC_GRACE_S, Executor
from pyworker.transport import Delivery
from tests.unit.runtime.stand_ins import QUEUE, body, delivery, executor, kind, refuse

NOW = 1000.0
FOREVER = 1e18


class BoomError(Exception):
    pass


@pytest.fixture(autouse=True)
def _clean_context() -> Iterator[None]:
    token = current.set(None)
    yield
    current.reset(token)


@pytest.fixture
def board() -> Board:
    return Board(1)


def execute(given: Delivery, board: Board, *specs: JobSpec) -> Outcome:
    runner = executor(*specs, now=NOW)
    (prepared,), settled = runner.prepare([given])
    assert settled == []
    return runner.execute(prepared, board.seat(0))


def active_job(wrapped: str, *sent: Any) -> Delivery:
    wrapper = {"job_class": wrapped, "arguments": sent}
    return delivery("Sidekiq::ActiveJob::Wrapper", wrapper, wrapped=wrapped)


def boom(*_: Any) -> None:
    raise BoomError("it broke")


def leave(*_: Any) -> None:
    raise SystemExit(1)


def test_a_handler_that_returns_is_done(board: Board) -> None:
    seen: list[Any] = []

    outcome = execute(delivery("A", 1, "x"), board, JobSpec("A", lambda *args: seen.append(args)))

    assert outcome is DONE
    assert seen == [(1, "x")]


@pytest.mark.parametrize("value", [False, 0, "", [], Exception("returned, not raised")])
def test_what_a_handler_returns_does_not_matter(board: Board, value: Any) -> None:
    assert execute(delivery("A"), board, JobSpec("A", lambda: value)) is DONE


def test_a_handler_that_raises_is_retried_with_its_error(board: Board) -> None:
    outcome = execute(delivery("A"), board, JobSpec("A", boom))

    assert isinstance(outcome, Retry)
    fields = json.loads(outcome.body)
    assert (fields["error_class"], fields["error_message"]) == ("BoomError", "it broke")
    assert (fields["failed_at"], fields["retry_count"], fields["queue"]) == (NOW, 0, QUEUE)
    assert NOW + 15 <= outcome.at < NOW + 25


@pytest.mark.parametrize(
    "error", [SystemExit(1), KeyboardInterrupt(), GeneratorExit(), asyncio.CancelledError()]
)
def test_a_handler_that_would_end_its_thread_has_failed(board: Board, error: BaseException) -> None:
    def handler() -> None:
        raise error

    outcome = execute(delivery("A"), board, JobSpec("A", handler))

    assert isinstance(outcome, Retry)
    assert json.loads(outcome.body)["error_class"] == type(error).__name__


def test_a_coroutine_from_a_wrapped_handler_is_not_done(board: Board) -> None:
    async def work() -> None: ...

    outcome = execute(delivery("A"), board, JobSpec("A", lambda: work()))

    assert isinstance(outcome, Retry)
    assert "put @job directly on the async function" in json.loads(outcome.body)["error_message"]


@pytest.mark.parametrize("delay_s", ["soon", None, -1, float("nan"), float("inf")])
def test_a_wrong_later_is_the_jobs_failure(board: Board, delay_s: Any) -> None:
    outcome = execute(delivery("A"), board, JobSpec("A", lambda: Later(delay_s)))

    assert isinstance(outcome, Retry)
    assert json.loads(outcome.body)["error_class"] == "ValueError"


@pytest.mark.parametrize(("retry", "expected"), [(False, Discarded), (0, Dead), (3, Retry)])
def test_the_classs_own_retry_counts(
    board: Board, retry: bool | int, expected: type[Outcome]
) -> None:
    outcome = execute(delivery("A"), board, JobSpec("A", boom, retry=retry))

    assert type(outcome) is expected


def test_arguments_that_do_not_fit_are_a_failure(board: Board) -> None:
    def handler(a: int) -> None: ...

    outcome = execute(delivery("A"), board, JobSpec("A", handler))

    assert isinstance(outcome, Retry)
    assert json.loads(outcome.body)["error_class"] == "WrongArguments"


def test_later_is_a_snooze_and_no_failure(board: Board) -> None:
    given = delivery("A", enqueued_at=5.5, bid="b", retry_count=3)

    outcome = execute(given, board, JobSpec("A", lambda: Later(30)))

    assert isinstance(outcome, Snooze)
    assert outcome.at == NOW + 30
    fields = json.loads(outcome.body)
    assert "enqueued_at" not in fields
    assert (fields["queue"], fields["bid"], fields["retry_count"]) == (QUEUE, "b", 3)
    assert "error_class" not in fields


def test_an_activejob_wrapper_is_known_by_the_class_within(board: Board) -> None:
    seen: list[Any] = []
    given = active_job("Mailer", 1, {"_aj_globalid": "gid://app/User/7"})

    outcome = execute(given, board, JobSpec("Mailer", lambda *args: seen.append(args)))

    assert outcome is DONE
    assert seen == [(1, GlobalId("app", "User", "7"))]


def test_an_activejobs_keywords_are_the_handlers(board: Board) -> None:
    seen: list[Any] = []
    given = active_job("Mailer", 1, {"to": "x", "_aj_ruby2_keywords": ["to"]})

    def handler(number: int, *, to: str) -> None:
        seen.append((number, to))

    assert execute(given, board, JobSpec("Mailer", handler)) is DONE
    assert seen == [(1, "x")]


def test_keywords_that_do_not_fit_are_a_failure(board: Board) -> None:
    given = active_job("Mailer", {"unknown": "x", "_aj_ruby2_keywords": ["unknown"]})

    outcome = execute(given, board, JobSpec("Mailer", lambda: None))

    assert isinstance(outcome, Retry)
    fields = json.loads(outcome.body)
    assert fields["error_class"] == "WrongArguments"
    assert "unknown" in fields["error_message"]


def test_a_failed_activejob_keeps_its_arguments_as_they_came(board: Board) -> None:
    given = active_job("Mailer", {"_aj_serialized": "X", "value": [1]})

    outcome = execute(given, board, JobSpec("Mailer", boom))

    assert isinstance(outcome, Retry)
    assert json.loads(given.body)["args"] == json.loads(outcome.body)["args"]


def test_a_batch_handler_gets_activejobs_arguments(board: Board) -> None:
    given = active_job("Many", {"_aj_globalid": "gid://app/User/7"})
    seen: list[Any] = []

    def handler(jobs: list[JobContext]) -> list[None]:
        seen.append(jobs[0].args)
        return [None]

    runner = executor(JobSpec("Many", handler, batch=5), now=NOW)
    runnable, _ = runner.prepare([given])

    assert runner.execute_batch(runnable, board.seat(0)) == [DONE]
    assert seen == [[GlobalId("app", "User", "7")]]


def test_another_wrapper_is_left_as_it_is(board: Board) -> None:
    seen: list[Any] = []
    given = delivery("Own::Wrapper", [1], wrapped="Mailer")

    assert execute(given, board, JobSpec("Mailer", seen.append)) is DONE
    assert seen == [[1]]


@pytest.mark.parametrize(("retry", "expected"), [(False, Discarded), (0, Dead), (True, Retry)])
def test_a_broken_wrapper_is_a_failure_by_the_classs_own_retry(
    retry: bool | int, expected: type[Outcome]
) -> None:
    runner = executor(JobSpec("Mailer", boom, retry=retry), now=NOW)
    given = delivery("Sidekiq::ActiveJob::Wrapper", "odd", wrapped="Mailer")

    runnable, ((_, outcome),) = runner.prepare([given])

    assert runnable == []
    assert type(outcome) is expected
    if isinstance(outcome, Retry):
        assert json.loads(outcome.body)["error_class"] == "WrongArguments"


def test_a_job_past_its_time_is_not_run(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    late = delivery("A", expires_in=60, enqueued_at=NOW - 61)
    unknown = delivery("Missing", expires_in=60, enqueued_at=NOW - 61)
    fresh = delivery("A", expires_in=60, enqueued_at=NOW - 59)

    runnable, settled = executor(JobSpec("A", boom), now=NOW).prepare([late, unknown, fresh])

    assert runnable == [fresh]
    assert settled == [(late, EXPIRED), (unknown, EXPIRED)]
    assert [(r.levelname, r.getMessage()[:7]) for r in caplog.records] == [("INFO", "expired")] * 2


def test_an_unknown_class_is_retried_and_not_run() -> None:
    runnable, ((given, outcome),) = executor(now=NOW).prepare([delivery("Missing", jid="j")])

    assert runnable == []
    assert isinstance(outcome, Retry)
    assert given.job is not None
    fields = json.loads(outcome.body)
    assert fields["error_class"] == "UnknownJobClass"
    assert "'Missing'" in fields["error_message"]


@pytest.mark.parametrize("text", [b"{", b"[]", b"\xff", b'{"class":null}', b""])
def test_a_body_that_is_no_job_is_dead_as_it_came_and_not_counted(text: bytes) -> None:
    runnable, ((_, outcome),) = executor().prepare([Delivery(text, QUEUE, "lease")])

    assert runnable == []
    assert outcome == Dead(text, counted=False)


def test_a_bad_body_does_not_hold_up_its_neighbours() -> None:
    runner = executor(JobSpec("A", boom))
    deliveries = [delivery("A", 1), Delivery(b"{", QUEUE, "lease"), delivery("B"), delivery("A", 2)]

    runnable, settled = runner.prepare(deliveries)

    assert runnable == [deliveries[0], deliveries[3]]
    assert [(given, kind(outcome)) for given, outcome in settled] == [
        (deliveries[1], "Dead"),
        (deliveries[2], "Retry"),
    ]


def test_the_handler_sees_its_job_and_the_board_shows_it(board: Board) -> None:
    seen: list[Any] = []

    def handler() -> None:
        seen.append((current_job().jid, current_job().queue, board.running()))

    given = delivery("A", jid="j1")
    execute(given, board, JobSpec("A", handler))

    assert seen == [("j1", QUEUE, {mark(given.body)})]


def test_at_rest_nothing_runs(board: Board) -> None:
    runner = executor(JobSpec("A", lambda: None))
    (prepared,), _ = runner.prepare([delivery("A")])
    runner.execute(prepared, board.seat(0))

    runner.rest(board.seat(0))

    assert board.running() == set()
    assert current.get() is None


@pytest.mark.parametrize(
    ("options", "limit_s"),
    [({"timeout_s": 10}, 10), ({"timeout_s": 10, "is_async": True}, 10 + ASYNC_GRACE_S)],
)
def test_a_time_limit_is_a_deadline_on_the_board(
    board: Board, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], limit_s: float
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 500.0)
    registry = Registry()
    registry.add(JobSpec("A", lambda: None, **options))
    runner = Executor(registry, [], lambda _coroutine, _timeout_s: None)
    (prepared,), _ = runner.prepare([delivery("A", jid="j")])

    runner.execute(prepared, board.seat(0))

    assert board.overdue(500.0 + limit_s) == set()
    assert board.overdue(500.1 + limit_s) == {mark(prepared.body)}


def test_without_a_time_limit_there_is_no_deadline(board: Board) -> None:
    execute(delivery("A"), board, JobSpec("A", lambda: None))

    assert board.overdue(FOREVER) == set()


def test_middleware_surrounds_the_call_and_its_error_is_the_jobs(board: Board) -> None:
    def refusing(_proceed: Any, _context: JobContext) -> Any:
        raise BoomError("not now")

    registry = Registry()
    registry.add(JobSpec("A", lambda: None))
    runner = Executor(registry, [refusing], refuse)
    (prepared,), _ = runner.prepare([delivery("A")])

    outcome = runner.execute(prepared, board.seat(0))

    assert isinstance(outcome, Retry)
    assert json.loads(outcome.body)["error_message"] == "not now"


def batch(board: Board, answer: Any, size: int = 3) -> list[Outcome]:
    runner = executor(JobSpec("B", answer, batch=10), now=NOW)
    runnable, _ = runner.prepare(
        [delivery("B", number, jid=f"j{number}") for number in range(size)]
    )
    return runner.execute_batch(runnable, board.seat(0))


def test_each_job_of_a_batch_has_its_own_outcome(board: Board) -> None:
    outcomes = batch(board, lambda _: [None, BoomError("second"), None])

    assert [kind(outcome) for outcome in outcomes] == ["Done", "Retry", "Done"]
    assert isinstance(outcomes[1], Retry)
    fields = json.loads(outcomes[1].body)
    assert (fields["jid"], fields["error_message"]) == ("j1", "second")


@pytest.mark.parametrize("handler", [boom, leave])
def test_a_batch_handler_that_raises_fails_all_its_jobs(board: Board, handler: Any) -> None:
    assert [kind(outcome) for outcome in batch(board, handler)] == ["Retry"] * 3


@pytest.mark.parametrize(
    "answers",
    [
        *(None, [], [None, None], [None] * 4),
        *([None, True, None], "abc", b"abc", [None, Later(5), None], [ValueError] * 3),
    ],
)
def test_a_batch_handler_that_does_not_answer_for_each_job_fails_them_all(
    board: Board, answers: Any
) -> None:
    outcomes = batch(board, lambda _: answers)

    assert [kind(outcome) for outcome in outcomes] == ["Retry"] * 3
    assert isinstance(outcomes[0], Retry)
    assert json.loads(outcomes[0].body)["error_class"] == "TypeError"


def test_the_board_shows_a_whole_batch(board: Board) -> None:
    seen: list[set[int]] = []

    def handler(contexts: list[JobContext]) -> list[None]:
        seen.append(board.running())
        return [None for _ in contexts]

    batch(board, handler)

    assert seen == [{mark(body("B", number, jid=f"j{number}")) for number in range(3)}]


def test_a_failure_is_logged_with_what_it_comes_to(
    board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "pyworker.job")

    execute(delivery("A", retry=0), board, JobSpec("A", boom))

    (record,) = caplog.records
    assert record.getMessage() == "BoomError: it broke; dead: no retry is left"
    assert record.exc_info

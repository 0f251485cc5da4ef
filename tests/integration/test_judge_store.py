"""Submissions in, cases by their hashes, results out: on a real PostgreSQL, with no program run."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pyworker.dev.sample import create_schema
from pyworker.judge.cases import CaseCache, digest_of
from pyworker.judge.problem import Blob
from pyworker.judge.store import problems, submissions, test_cases
from pyworker.judge.store import results as store_results
from pyworker.judge.store.faults import BrokenProblem, ChangedMeanwhile, SubmissionNotFound
from pyworker.judge.store.results import Results
from pyworker.judge.store.rows import ResultRow
from tests.integration.judge_tables import (
    OLD_APP,
    Connection,
    add_case,
    add_problem,
    add_submission,
    connect,
    results,
    status,
)

JUDGES = 6
MIB = 1 << 20


class Counting(CaseCache):
    """Remembers what was brought to it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 64 * MIB)
        self.brought: list[bytes] = []

    def put(self, content: bytes) -> Blob:
        self.brought.append(content)
        return super().put(content)


@pytest.fixture
def cache(tmp_path: Path) -> Counting:
    return Counting(tmp_path / "cases")


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    with connect(postgres_url) as connection:
        create_schema(connection)
        yield connection


@pytest.fixture
def old_app(postgres_url: str) -> Iterator[Connection]:
    with connect(postgres_url) as connection:
        connection.execute(OLD_APP)
        yield connection


def row(case: int | None, said: str = "Accepted", **differs: Any) -> ResultRow:
    made = ResultRow(case, said, None, 10, 1, 2, "out", None)
    return made._replace(**differs)


def store(connection: Connection, submission: int, *rows: ResultRow, score: int = 50) -> None:
    found = Results(rows[0].status, score, rows)
    store_results.store(connection, submission, None, found)


def test_a_submission_comes_with_its_problem(connection: Connection) -> None:
    problem = add_problem(
        connection,
        description="long",
        time_limit_ms=2000,
        language_limits={"cpp": {"timeMs": 5, "memoryKb": 6}},
    )
    id_ = add_submission(connection, problem, "// ü\r\n\u2028", "python")

    stored = submissions.load(connection, id_)

    assert stored.answer.source == "// ü\r\n\u2028".encode()
    assert (stored.id, stored.answer.language, stored.problem_id) == (id_, "python", problem)
    row = problems.problem_row(stored)
    assert row["time_limit_ms"] == 2000
    assert row["language_limits"] == {"cpp": {"timeMs": 5, "memoryKb": 6}}
    assert "description" not in row


def test_a_missing_submission_is_named(connection: Connection) -> None:
    with pytest.raises(SubmissionNotFound, match="submission 4711 not found"):
        submissions.load(connection, 4711)


def test_cases_come_in_the_order_of_their_ids_with_their_bytes(
    connection: Connection, cache: Counting
) -> None:
    problem = add_problem(connection)
    first = add_case(connection, problem, "1 2\r\n", "ü\n", is_hidden=False, points=3)
    second = add_case(connection, problem, "", "x" * MIB)
    add_case(connection, add_problem(connection), "of another", "problem")

    found = test_cases.load(connection, problem, cache)

    assert [(case.name, case.points, case.hidden) for case in found] == [
        (str(first), 3, False),
        (str(second), 10, True),
    ]
    assert found[0].input.path.read_bytes() == b"1 2\r\n"
    assert found[0].answer.path.read_bytes() == "ü\n".encode()
    assert found[1].input.map() == b""
    assert found[1].answer.size == MIB


def test_contents_travel_once_also_those_that_are_equal(
    connection: Connection, cache: Counting
) -> None:
    problem = add_problem(connection)
    for number in range(5):
        add_case(connection, problem, f"{number}\n", "YES\n")
    first = test_cases.load(connection, problem, cache)
    assert sorted(cache.brought) == [b"0\n", b"1\n", b"2\n", b"3\n", b"4\n", b"YES\n"]

    again = test_cases.load(connection, problem, cache)
    connection.execute("update test_cases set expected_output = 'NO' where input_data = '3\n'")
    changed = test_cases.load(connection, problem, cache)

    assert again == first
    assert cache.brought[6:] == [b"NO"]
    assert [case.answer.path.read_bytes() for case in changed].count(b"YES\n") == 4
    assert changed[3].answer.path.read_bytes() == b"NO"


def test_a_file_that_was_damaged_is_fetched_again(connection: Connection, tmp_path: Path) -> None:
    problem = add_problem(connection)
    add_case(connection, problem, "in", "out")
    test_cases.load(connection, problem, Counting(tmp_path / "cases"))
    damaged = tmp_path / "cases" / digest_of(b"out")
    damaged.chmod(0o600)
    damaged.write_bytes(b"ou")
    next_process = Counting(tmp_path / "cases")

    (case,) = test_cases.load(connection, problem, next_process)

    assert next_process.brought == [b"out"]
    assert case.answer.path.read_bytes() == b"out"


def test_a_problem_without_cases_is_broken(connection: Connection, cache: Counting) -> None:
    with pytest.raises(BrokenProblem, match=r"problem \d+ has no test cases"):
        test_cases.load(connection, add_problem(connection), cache)


def test_points_below_none_are_broken(connection: Connection, cache: Counting) -> None:
    problem = add_problem(connection)
    case = add_case(connection, problem, "", "", points=-1)

    with pytest.raises(BrokenProblem, match=f"test case {case}: points: expected 0 or more"):
        test_cases.load(connection, problem, cache)


def test_an_older_app_without_our_columns_will_do(old_app: Connection, cache: Counting) -> None:
    problem = add_problem(old_app)
    case = add_case(old_app, problem, None, None, is_hidden=None, points=None)
    id_ = add_submission(old_app, problem, "x")

    stored = submissions.load(old_app, id_)
    found = problems.problem(stored, test_cases.load(old_app, problem, cache), lambda name: name)
    store(old_app, id_, row(case, cause="cpu"))

    (only,) = found.cases
    assert (only.hidden, only.points, only.input.size) == (True, 0, 0)
    ((saved, created, updated),) = old_app.execute(
        "select status, created_at, updated_at at time zone 'utc' from submission_results"
    )
    assert saved == "Accepted"
    now = datetime.now(UTC).replace(tzinfo=None)
    assert abs(created - now) < timedelta(minutes=10)
    assert created == updated
    ((touched,),) = old_app.execute("select updated_at from submissions")
    assert touched == created


def test_results_take_the_place_of_former_ones_and_of_no_others(connection: Connection) -> None:
    problem = add_problem(connection)
    one, two = (add_case(connection, problem, "", "") for _ in range(2))
    mine, other = (add_submission(connection, problem, "x") for _ in range(2))
    store(connection, other, row(one))
    store(connection, mine, row(None, "Compile Error", points=0, error_message="m"), score=0)
    assert results(connection, mine) == [(None, "Compile Error", 0, None, "m")]

    store(connection, mine, row(one), row(two, "Wrong Answer", points=0, cause="c"), score=40)

    assert results(connection, mine) == [
        (one, "Accepted", 10, None, None),
        (two, "Wrong Answer", 0, "c", None),
    ]
    assert status(connection, mine) == ("Accepted", 40)
    assert len(results(connection, other)) == 1


def test_many_judges_at_once_leave_one_set(postgres_url: str, connection: Connection) -> None:
    problem = add_problem(connection)
    cases = [add_case(connection, problem, str(n), "") for n in range(20)]
    id_ = add_submission(connection, problem, "x")
    meet = threading.Barrier(JUDGES)
    errors: list[BaseException] = []

    def judge(number: int) -> None:
        try:
            with connect(postgres_url) as own:
                for _ in range(5):
                    meet.wait(30)
                    store(own, id_, *(row(case, f"by {number}") for case in cases), score=number)
        except BaseException as error:
            errors.append(error)
            meet.abort()

    threads = [threading.Thread(target=judge, args=[number]) for number in range(JUDGES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert errors == []
    said, score = status(connection, id_)
    assert said == f"by {score}"
    assert [(found[0], found[1]) for found in results(connection, id_)] == [
        (case, said) for case in cases
    ]


def test_what_fails_amid_storing_leaves_the_former_results(connection: Connection) -> None:
    problem = add_problem(connection)
    case = add_case(connection, problem, "", "")
    id_ = add_submission(connection, problem, "x")
    store(connection, id_, row(case, "Wrong Answer"), score=7)

    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        store(connection, id_, row(case), row(case + 1))

    assert [found[1] for found in results(connection, id_)] == ["Wrong Answer"]
    assert status(connection, id_) == ("Wrong Answer", 7)


@pytest.mark.parametrize(
    "change",
    ["update submissions set source_code = 'y'", "update submissions set language = 'python'"],
)
def test_an_edited_submission_does_not_get_the_results_of_its_former_self(
    change: str, connection: Connection
) -> None:
    problem = add_problem(connection)
    case = add_case(connection, problem, "", "")
    id_ = add_submission(connection, problem, "x")
    judged = submissions.load(connection, id_).answer
    connection.execute(change.encode())

    with pytest.raises(ChangedMeanwhile, match=f"submission {id_} was edited"):
        store_results.store(connection, id_, judged, Results("Accepted", 1, [row(case)]))

    assert results(connection, id_) == []
    assert status(connection, id_) == ("Pending", None)


def test_a_deleted_submission_gets_no_results(connection: Connection) -> None:
    case = add_case(connection, add_problem(connection), "", "")

    with pytest.raises(SubmissionNotFound):
        store(connection, 99, row(case))

    assert results(connection, 99) == []


def test_two_rows_for_one_case_or_two_without_are_refused_by_the_schema(
    connection: Connection,
) -> None:
    problem = add_problem(connection)
    case = add_case(connection, problem, "", "")
    id_ = add_submission(connection, problem, "x")

    for twice in (case, None):
        with pytest.raises(psycopg.errors.UniqueViolation):
            store(connection, id_, row(twice), row(twice))

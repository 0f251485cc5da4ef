"""JudgeWorker in a running service: submissions in, rows of results out, whatever goes wrong."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from pyworker.dev.sample import create_schema
from tests.integration.judge_tables import (
    Connection,
    add_case,
    add_problem,
    add_submission,
    connect,
    results,
    status,
)
from tests.integration.worker import PATIENCE_S, Queues, Worker

SUM_CPP = "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b; }\n"
SUM_PYTHON = "print(sum(map(int, input().split())))\n"
ECHO = "import sys\ntext = sys.stdin.read()\nprint(text, file=sys.stderr)\nprint(text)\n"
# What the store waits for while the test holds the submission's row.
WAITING = """
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled programs and headers that the tests of this module share."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    with connect(postgres_url) as connection:
        create_schema(connection)
        yield connection


class Service(Worker):
    """A worker that judges what is in a database."""

    def __init__(
        self, redis_url: str, database: str, cache: Path, *flags: str, words: str = "grading"
    ) -> None:
        super().__init__(
            redis_url,
            *flags,
            DATABASE_URL=database,
            PYWORKER_CACHE_DIR=str(cache),
            PYWORKER_JUDGE_WORDS=words,
        )

    def judged(self, *submissions: int) -> None:
        """Wait until the jobs of so many submissions are done."""
        for _ in submissions:
            self.until("class=JudgeWorker .*INFO: done")


@pytest.fixture
def sums(connection: Connection) -> int:
    """A problem whose second case is hidden."""
    problem = add_problem(connection, time_limit_ms=500)
    add_case(connection, problem, "1 2\n", "3\n", is_hidden=False, points=40)
    add_case(connection, problem, "700001 7\n", "700008\n", points=60)
    return problem


def wait_for(connection: Connection, judges: int) -> None:
    """Wait until so many have judged, and wait for the submission's row to store it."""
    deadline = time.monotonic() + PATIENCE_S
    while connection.execute(WAITING).fetchone() != (judges,):
        assert time.monotonic() < deadline, f"no {judges} judges after {PATIENCE_S} s"


def running(service: Worker, program: str) -> list[psutil.Process]:
    """Wait until a program runs that is judged; returns all processes below the service."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        family = psutil.Process(service.process.pid).children(recursive=True)
        if any(program in command_of(process) for process in family):
            return family
        assert time.monotonic() < deadline, f"no {program} after {PATIENCE_S} s"


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def sandbox(connection: Connection, submission: int) -> dict[str, Any]:
    """Return what is stored of where a submission was judged."""
    ((found,),) = connection.execute("select sandbox from submissions where id = %s", [submission])
    return dict(found)


def rows(connection: Connection, submission: int) -> list[dict[str, Any]]:
    found = connection.execute(
        "select to_jsonb(r) from submission_results r where submission_id = %s"
        " order by test_case_id nulls first",
        [submission],
    )
    return [each for (each,) in found]


def test_right_programs_have_a_row_a_case_with_its_points_and_costs(
    redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    ids = [
        add_submission(connection, sums, SUM_CPP, "cpp"),
        add_submission(connection, sums, SUM_PYTHON, "python"),
    ]
    Queues(redis_url).push_all("JudgeWorker", [[each] for each in ids])

    with Service(redis_url, postgres_url, cache) as service:
        service.judged(*ids)
        assert service.stop() == 0

    for id_ in ids:
        assert status(connection, id_) == ("Accepted", 100)
        mode = sandbox(connection, id_)
        assert (mode["backend"], mode["insecure"]) == ("native", False)
        assert mode["limits"]["memory_bytes"] >= 256_000 * 1024
        shown, hidden = rows(connection, id_)
        assert [shown["points"], hidden["points"]] == [40, 60]
        for each in (shown, hidden):
            assert each["status"] == "Accepted"
            assert 0 <= each["execution_time_ms"] < 2500
            assert 100 < each["memory_used_kb"] < 256_000
            assert (each["cause"], each["error_message"]) == (None, None)
        assert shown["output_received"].strip() == "3"
        assert hidden["output_received"] is None


FAILING = (
    ("cpp", SUM_CPP.replace("+", "-"), "Wrong Answer", "wrong-output"),
    ("cpp", "int main( {}", "Compile Error", "compiler-error"),
    ("python", "print(", "Compile Error", "syntax-error"),
    ("cpp", "int main() { return 3; }", "Runtime Error", "exit-code: 3"),
    ("cpp", "int main() { *(volatile int*)0 = 1; }", "Runtime Error", "signal: SIGSEGV"),
    ("python", "1 // 0", "Runtime Error", "exit-code: 1"),
    # By the processor's time, or on a busy machine by the clock.
    ("cpp", "int main() { for (volatile int i = 0;; ++i); }", "Time Limit Exceeded", None),
    ("python", "print('x' * (16 << 20))", "Output Limit Exceeded", "stdout"),
    ("cpp", "int main() { for (;;) *new volatile int[99999] = 1; }", "Memory Limit Exceeded", None),
    ("python", "pass", "Wrong Answer", "no-output"),
)


def test_programs_that_fail_have_their_status_and_cause(
    redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    ids = [add_submission(connection, sums, source, language) for language, source, *_ in FAILING]
    Queues(redis_url).push_all("JudgeWorker", [[each] for each in ids])

    with Service(redis_url, postgres_url, cache) as service:
        service.judged(*ids)
        assert service.stop() == 0

    for id_, (language, source, said, cause) in zip(ids, FAILING, strict=True):
        case = f"{language}: {source}"
        found = rows(connection, id_)
        assert status(connection, id_) == (said, 0), case
        assert {each["status"] for each in found} == {said}, case
        assert cause in (None, found[0]["cause"]), case
        assert found[0]["error_message"], case
        assert len(found) == (1 if said == "Compile Error" else 2), case


def test_a_hidden_case_shows_nothing_of_its_data(
    redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    ids = [
        add_submission(connection, sums, source, "python")
        for source in (ECHO, ECHO + "exit(3)\n", ECHO + "raise ValueError(text)\n")
    ]
    Queues(redis_url).push_all("JudgeWorker", [[each] for each in ids])

    with Service(redis_url, postgres_url, cache, "-v") as service:
        service.judged(*ids)
        assert service.stop() == 0

    for id_ in ids:
        shown, hidden = rows(connection, id_)
        assert "1 2" in shown["output_received"]
        assert "70000" not in str(hidden)
        assert hidden["output_received"] is None
    assert "70000" not in service.said


WORDS = {
    "judge": {"ACCEPTED", "WRONG_ANSWER", "SYSTEM_ERROR"},
    "short": {"AC", "WA", "IE"},
}


@pytest.mark.parametrize("words", WORDS)
def test_words_are_those_of_the_setting(
    words: str, redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    ids = [
        add_submission(connection, sums, SUM_PYTHON, "python"),
        add_submission(connection, sums, "print(3)", "python"),
        add_submission(connection, sums, "?", "cobol"),
    ]
    Queues(redis_url).push_all("JudgeWorker", [[each] for each in ids])

    with Service(redis_url, postgres_url, cache, words=words) as service:
        service.judged(*ids)
        assert service.stop() == 0

    assert {status(connection, each)[0] for each in ids} == WORDS[words]
    said = {found[1] for each in ids for found in results(connection, each)}
    assert said == WORDS[words]


def test_what_an_owner_must_mend_is_stored_and_not_tried_again(
    redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    queues = Queues(redis_url)
    no_limit = add_problem(connection, time_limit_ms=0)
    add_case(connection, no_limit, "", "")
    ids = {
        "language 'cobol': not known here; there is ": add_submission(
            connection, sums, "", "cobol"
        ),
        "has no test cases": add_submission(connection, add_problem(connection), SUM_CPP),
        "time_limit_ms: expected a whole number": add_submission(connection, no_limit, SUM_CPP),
    }
    queues.push_all("JudgeWorker", [[each] for each in ids.values()])

    with Service(redis_url, postgres_url, cache) as service:
        service.judged(*ids.values())
        assert service.stop() == 0

    for told, id_ in ids.items():
        assert status(connection, id_) == ("System Error", None)
        ((case, said, _, _, message),) = results(connection, id_)
        assert (case, said) == (None, "System Error")
        assert told in message
        assert re.search(rf"submission={id_}: .*{told}", service.said)
    assert queues.sorted_set("retry") == []


def test_a_missing_submission_is_retried_and_named(
    redis_url: str, postgres_url: str, connection: Connection, cache: Path
) -> None:
    queues = Queues(redis_url)
    queues.push("JudgeWorker", 4711)

    with Service(redis_url, postgres_url, cache) as service:
        service.until("SubmissionNotFound: submission 4711 not found.*; retry in")
        assert service.stop() == 0

    ((payload, _),) = queues.sorted_set("retry")
    assert payload["error_class"] == "SubmissionNotFound"


def test_a_database_that_fails_is_the_jobs_failure_and_no_verdict(
    redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    queues = Queues(redis_url)
    id_ = add_submission(connection, sums, SUM_PYTHON, "python")
    connection.execute("alter table submission_results rename to moved")
    queues.push("JudgeWorker", id_)

    with Service(redis_url, postgres_url, cache) as service:
        service.until("UndefinedTable: .*submission_results")
        assert service.stop() == 0

    ((payload, _),) = queues.sorted_set("retry")
    assert payload["error_class"] == "UndefinedTable"
    assert status(connection, id_) == ("Pending", None)


def test_when_retries_are_over_the_submission_says_so(
    redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    queues = Queues(redis_url)
    connection.execute("update problems set grading_mode = 'function'")
    id_, later = (add_submission(connection, sums, SUM_CPP) for _ in range(2))
    queues.push("JudgeWorker", id_, retry=3, retry_count=2)
    queues.push("JudgeWorker", later, retry=3, retry_count=1)

    with Service(redis_url, postgres_url, cache) as service:
        for _ in (id_, later):
            service.until("UnsupportedGrading: ")
        assert service.stop() == 0

    assert status(connection, id_) == ("System Error", None)
    ((_, _, _, cause, message),) = results(connection, id_)
    assert cause == "internal"
    assert "grading_mode 'function' is not supported" in message
    assert status(connection, later) == ("Pending", None)
    assert [len(queues.sorted_set(name)) for name in ("dead", "retry")] == [1, 1]
    assert results(connection, later) == []


def test_judging_the_same_submission_again_and_at_once_leaves_one_set(
    redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    id_ = add_submission(connection, sums, SUM_PYTHON, "python")
    Queues(redis_url).push_all("JudgeWorker", [[id_]] * 8)

    with Service(redis_url, postgres_url, cache, "-c", "4") as service:
        service.judged(*[id_] * 8)
        assert service.stop() == 0

    assert status(connection, id_) == ("Accepted", 100)
    assert [found[1] for found in results(connection, id_)] == ["Accepted", "Accepted"]


def test_a_process_that_is_killed_before_it_has_stored_leaves_the_work_to_another(
    redis_url: str, postgres_url: str, connection: Connection, sums: int, cache: Path
) -> None:
    id_ = add_submission(connection, sums, SUM_PYTHON, "python")
    queues = Queues(redis_url)
    queues.push("JudgeWorker", id_)

    with Service(redis_url, postgres_url, cache) as service:
        with connect(postgres_url) as other, other.transaction():
            other.execute("select from submissions where id = %s for update", [id_])
            wait_for(connection, 1)
            family = psutil.Process(service.children()[0]).children(recursive=True)
            os.kill(service.children()[0], signal.SIGKILL)
            # PostgreSQL learns of that death when it has the row, and not before.
            wait_for(connection, 2)
            assert results(connection, id_) == []
        service.judged(id_)
        assert service.stop() == 0

    # Its guards and boxes did not outlive it.
    assert family != []
    assert psutil.wait_procs(family, PATIENCE_S)[1] == []
    assert status(connection, id_) == ("Accepted", 100)
    assert len(results(connection, id_)) == 2
    assert queues.leased() == 0


def test_a_stop_gives_a_long_judging_back_and_leaves_no_program_behind(
    redis_url: str, postgres_url: str, connection: Connection, cache: Path
) -> None:
    problem = add_problem(connection, time_limit_ms=60_000)
    add_case(connection, problem, "", "")
    id_ = add_submission(connection, problem, "int main() { for (volatile int i = 0;; ++i); }")
    queues = Queues(redis_url)
    body = queues.push("JudgeWorker", id_)

    with Service(redis_url, postgres_url, cache, "-t", "0.5") as service:
        family = running(service, "./main")
        assert service.stop() == 0
        _, alive = psutil.wait_procs(family, PATIENCE_S)

    assert alive == []
    assert [json.loads(each)["jid"] for each in queues.queued()] == [json.loads(body)["jid"]]
    assert status(connection, id_) == ("Pending", None)

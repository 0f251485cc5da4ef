"""Judge a submission that is a row, and store what comes of it. Loaded at the first such job."""

import logging
from functools import partial
from typing import TYPE_CHECKING, Any

from pyworker.database import Database
from pyworker.errors import PyworkerError
from pyworker.judge.faults import internal_error
from pyworker.judge.judgement import Judged, Verdict
from pyworker.judge.languages import Languages, UnknownLanguage
from pyworker.judge.problem import Problem
from pyworker.judge.report import sandbox
from pyworker.judge.service import Bench
from pyworker.judge.store import problems, results, submissions, test_cases
from pyworker.judge.store.faults import BrokenProblem, SubmissionNotFound, UnsupportedGrading
from pyworker.judge.store.results import Results
from pyworker.judge.store.rows import alone, rows
from pyworker.judge.store.submissions import StoredSubmission
from pyworker.judge.verdict import Cause
from pyworker.judge.words import Words, word

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

logger = logging.getLogger(__name__)

# What an owner must mend: of the problem, or of this machine's languages.
OWNERS = (BrokenProblem, UnknownLanguage)


def run(database: Database, bench: Bench, submission_id: int, words: Words) -> None:
    """Judge a submission, and store the results; see ``JudgeService.run``."""
    with database.connection() as connection:
        stored = submissions.load(connection, submission_id)
        try:
            problem = _load_problem(connection, stored, bench)
        except OWNERS as error:
            _refuse(connection, stored, error, words)
            return
    judgement = bench.judge.judge(stored.answer, problem)
    judged = judgement.judged
    found = Results(
        word(judged.verdict, words),
        judgement.score,
        rows(judgement, problem, words),
        sandbox(judgement),
    )
    with database.connection() as connection:
        results.store(connection, submission_id, stored.answer, found)
    logger.info(
        "judged submission=%d verdict=%s cause=%s score=%d",
        submission_id,
        judged.verdict,
        judged.cause or "-",
        judgement.score,
    )


def give_up(database: Database, submission_id: int, error: Exception, words: Words) -> None:
    """Store that there is no verdict, and why; see ``JudgeService.give_up``."""
    # The rest would tell students of this machine; the job's last error has it all.
    told = str(error) if isinstance(error, UnsupportedGrading) else "the judge failed"
    with database.connection() as connection:
        _store_fault(connection, submission_id, internal_error(error), told, words)


def _load_problem(connection: "Connection", stored: StoredSubmission, bench: Bench) -> Problem:
    """Load a submission's problem, if its language is one that is judged here."""
    languages = bench.judge.languages
    languages.find(stored.answer.language)
    problems.problem_row(stored)
    cases = test_cases.load(connection, stored.problem_id, bench.cases)
    return problems.problem(stored, cases, partial(_own_name, languages))


def _own_name(languages: Languages, name: str) -> str | None:
    try:
        return languages.find(name).name
    except UnknownLanguage:
        return None


def _refuse(
    connection: "Connection", stored: StoredSubmission, error: PyworkerError, words: Words
) -> None:
    """Say that a submission cannot be judged until an owner mends something."""
    logger.error("submission=%d: %s", stored.id, error)
    cause = Cause.TEST_DATA if isinstance(error, BrokenProblem) else Cause.INTERNAL
    _store_fault(connection, stored.id, Judged(Verdict.IE, cause), str(error), words)


def _store_fault(
    connection: "Connection", submission_id: int, judged: Judged, told: str, words: Words
) -> None:
    row = alone(judged, told, words)
    try:
        results.store(connection, submission_id, None, Results(row.status, None, [row]))
    except SubmissionNotFound:
        logger.info("submission=%d is not there any more", submission_id)

"""Load a submission, and with it the row of its problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyworker.judge.store.faults import SubmissionNotFound
from pyworker.judge.submission import Submission

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

# The problem comes as one value, so a column that an app lacks is a key that is not there.
_LOAD = """
    SELECT convert_to(coalesce(submission.source_code, ''), 'UTF8'),
           coalesce(submission.language, ''),
           coalesce(submission.problem_id, 0),
           to_jsonb(problem) - 'description'
    FROM submissions AS submission
    LEFT JOIN problems AS problem ON problem.id = submission.problem_id
    WHERE submission.id = %s
"""


@dataclass(frozen=True, slots=True)
class StoredSubmission:
    """A submission as its row has it; ``problem`` holds its problem's columns, None without one."""

    id: int
    answer: Submission
    problem_id: int
    problem: Mapping[str, Any] | None


def load(connection: "Connection", submission_id: int) -> StoredSubmission:
    """Load a submission.

    Raises:
        SubmissionNotFound: there is none.
    """
    row = connection.execute(_LOAD, [submission_id]).fetchone()
    if row is None:
        raise SubmissionNotFound(submission_id)
    source, language, problem_id, problem = row
    return StoredSubmission(submission_id, Submission(source, language), problem_id, problem)

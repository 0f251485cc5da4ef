"""Write what is said of a submission, in place of what was said before.

Everything in one transaction that begins with a lock on the submission's row. So a crash leaves the
former results, and two jobs with the same submission leave one set: that of the later one.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pyworker.judge.store.faults import ChangedMeanwhile, SubmissionNotFound
from pyworker.judge.store.rows import ResultRow
from pyworker.judge.submission import Submission

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

# Other rows may still refer to the submission meanwhile. A submission that was edited since is to
# be judged anew: what this job found is not about what is there.
_LOCK = """
    SELECT convert_to(coalesce(source_code, ''), 'UTF8') = %s::bytea
           AND coalesce(language, '') = %s
    FROM submissions WHERE id = %s
    FOR NO KEY UPDATE
"""
_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
"""
_DELETE = "DELETE FROM submission_results WHERE submission_id = %s"
# All names that are put in here are from below.
_INSERT = """
    INSERT INTO submission_results (submission_id, {names})
    SELECT %s, {values}
    FROM jsonb_to_recordset(%s::jsonb) AS row (
        test_case_id bigint, status text, cause text, points integer, execution_time_ms integer,
        memory_used_kb integer, output_received text, error_message text
    )
"""
# Rails fills its timestamps in itself: they have no default.
_INSERTED = {name: f"row.{name}" for name in ResultRow._fields} | {
    "created_at": "now()",
    "updated_at": "now()",
}
_UPDATE = "UPDATE submissions SET {changes} WHERE id = %(id)s"
_UPDATED = {
    "status": "%(status)s",
    "cached_score": "%(score)s",
    "sandbox": "%(sandbox)s::jsonb",
    "updated_at": "now()",
}


class Results(NamedTuple):
    """What is stored of a submission.

    Attributes:
        status: a word.
        score: None where there is no verdict.
        rows: of submission_results.
        sandbox: behind what it was judged; None where nothing has run.
    """

    status: str
    score: int | None
    rows: Sequence[ResultRow]
    sandbox: Mapping[str, Any] | None = None


def store(
    connection: "Connection", submission_id: int, judged: Submission | None, results: Results
) -> None:
    """Replace the results of a submission.

    Args:
        connection: its time zone is UTC, as Rails's are.
        submission_id: whose they are.
        judged: what was judged; None where it does not matter.
        results: what there is to store.

    Raises:
        SubmissionNotFound: it was deleted meanwhile.
        ChangedMeanwhile: its source or language is another one now.
    """
    with connection.transaction():
        _lock(connection, submission_id, judged)
        connection.execute(_DELETE, [submission_id])
        _insert(connection, submission_id, results.rows)
        _update(connection, submission_id, results)


def _lock(connection: "Connection", submission_id: int, judged: Submission | None) -> None:
    source, language = (judged.source, judged.language) if judged else (b"", "")
    row = connection.execute(_LOCK, [source, language, submission_id]).fetchone()
    if row is None:
        raise SubmissionNotFound(submission_id)
    if judged and not row[0]:
        raise ChangedMeanwhile(
            f"submission {submission_id} was edited while it was judged; it is judged again"
        )


def _insert(connection: "Connection", submission_id: int, rows: Sequence[ResultRow]) -> None:
    there = _columns(connection, "submission_results")
    names = [name for name in _INSERTED if name in there]
    values = ", ".join(_INSERTED[name] for name in names)
    statement = _INSERT.format(names=", ".join(names), values=values)
    records = json.dumps([row._asdict() for row in rows])
    connection.execute(statement.encode(), [submission_id, records])


def _update(connection: "Connection", submission_id: int, results: Results) -> None:
    there = _columns(connection, "submissions")
    changes = [f"{name} = {value}" for name, value in _UPDATED.items() if name in there]
    statement = _UPDATE.format(changes=", ".join(changes))
    sandbox = json.dumps(results.sandbox) if results.sandbox else None
    values = {"id": submission_id, "status": results.status, "score": results.score}
    connection.execute(statement.encode(), values | {"sandbox": sandbox})


def _columns(connection: "Connection", table: str) -> frozenset[str]:
    return frozenset(name for (name,) in connection.execute(_COLUMNS, [table]))

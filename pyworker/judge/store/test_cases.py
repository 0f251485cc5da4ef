"""The test cases of a problem: contents travel once, then their hashes do.

The server computes the hashes: a case that is in the cache costs its 64 digits, whatever its size.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pyworker.judge.cases import CaseCache
from pyworker.judge.problem import Blob, Case
from pyworker.judge.store.faults import BrokenProblem, ChangedMeanwhile

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

_HASHES = """
    SELECT id, coalesce(points, 0), coalesce(is_hidden, true),
           encode(sha256(convert_to(coalesce(input_data, ''), 'UTF8')), 'hex'),
           encode(sha256(convert_to(coalesce(expected_output, ''), 'UTF8')), 'hex')
    FROM test_cases
    WHERE problem_id = %s
    ORDER BY id
"""
_CONTENTS = """
    SELECT id, is_input,
           convert_to(coalesce(CASE WHEN is_input THEN input_data ELSE expected_output END, ''),
                      'UTF8')
    FROM unnest(%s::bigint[], %s::boolean[]) AS wanted (id, is_input)
    JOIN test_cases USING (id)
"""


class Row(NamedTuple):
    """A test case without its contents; the last two are their SHA-256 in hexadecimal digits."""

    id: int
    points: int
    hidden: bool
    input: str
    answer: str


def load(connection: "Connection", problem_id: int, cache: CaseCache) -> tuple[Case, ...]:
    """Load a problem's cases in the order of their ids, which are their names.

    Raises:
        BrokenProblem: it has none, or one with less than no points.
        ChangedMeanwhile: one was deleted just now.
    """
    rows = [Row(*row) for row in connection.execute(_HASHES, [problem_id])]
    if not rows:
        raise BrokenProblem(f"problem {problem_id} has no test cases; add one, then judge again")
    for row in rows:
        if row.points < 0:
            raise BrokenProblem(
                f"test case {row.id}: points: expected 0 or more, got {row.points}; correct it, "
                "then judge again"
            )
    blobs = _blobs(connection, rows, cache)
    return tuple(
        Case(str(row.id), blobs[row.input], blobs[row.answer], row.points, row.hidden)
        for row in rows
    )


def _blobs(connection: "Connection", rows: list[Row], cache: CaseCache) -> Mapping[str, Blob]:
    """Return the contents by hash, fetching what the cache does not hold."""
    places = {row.answer: (row.id, False) for row in rows}
    places |= {row.input: (row.id, True) for row in rows}
    kept = {digest: cache.get(digest) for digest in places}
    missing = {places[digest]: digest for digest, blob in kept.items() if blob is None}
    blobs = {digest: blob for digest, blob in kept.items() if blob is not None}
    if missing:
        ids, sides = zip(*missing, strict=True)
        # One at a time: together they may be larger than this machine's memory.
        with connection.cursor() as cursor:
            for id_, is_input, content in cursor.stream(_CONTENTS, [list(ids), list(sides)]):
                blobs[missing.pop((id_, is_input))] = cache.put(content)
    if missing:
        raise ChangedMeanwhile(
            "test cases were deleted while they were loaded; the submission is judged again"
        )
    return blobs

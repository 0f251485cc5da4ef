"""Store the figures of many test runs in one statement."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]


class StatsResult(NamedTuple):
    """What one job stores: a row of test_results; the seven figures are None without samples."""

    test_run_id: int
    min: float | None
    q1: float | None
    median: float | None
    q3: float | None
    max: float | None
    mean: float | None
    standard_deviation: float | None
    duration_s: float
    memory_bytes: int


# The timestamps have no default: Rails fills them in, as UTC without a zone.
_INSERT = """
    INSERT INTO test_results (
        test_run_id, min, q1, median, q3, max, mean, standard_deviation, duration, memory,
        created_at, updated_at
    )
    SELECT result.*, now() AT TIME ZONE 'utc', now() AT TIME ZONE 'utc'
    FROM unnest(
        %s::bigint[], %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[],
        %s::float8[], %s::float8[], %s::float8[], %s::float8[]
    ) AS result
"""


def insert(connection: "Connection", results: Sequence[StatsResult]) -> None:
    """Add a row for each result, all or none."""
    if results:
        columns = [_array(column) for column in zip(*results, strict=True)]
        connection.execute(_INSERT, columns, prepare=True)


def _array(column: Sequence[float | None]) -> str:
    # The driver writes the same text, but looks at each element for what may need quotes: half of
    # the time of a batch. A number needs none, and the server reads 'inf' and 'nan'.
    return f"{{{','.join('NULL' if value is None else repr(value) for value in column)}}}"

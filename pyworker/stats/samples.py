"""Read the samples of test runs: no Python object per row, no statement per run.

The server glues the values together, eight bytes each in network order, and sends them as one
value: a fifth of the time of reading rows. Each page that a batch asks for is read once, however
many of its runs share it.
"""

import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pyworker.errors import PyworkerError
from pyworker.stats.errors import TaskNotFound, TestRunNotFound

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

Window = Literal["auto", "task", "all"]

# A bytea ends at 1 GB, which is 134,217,727 values.
CHUNK_ROWS = 1 << 26

DOUBLE_BYTES = 8


# What array_send writes (PostgreSQL's arrayfuncs.c): dimensions, whether there are NULLs, the type;
# for the one dimension its size and lower bound; then each value behind its length in four bytes.
_ARRAY = struct.Struct(">iii")
FRAMES_AT, FRAME_BYTES, LENGTH_BYTES = 20, 12, 4
FLOAT8_OID = 701


class Samples(NamedTuple):
    """The values of one window as big-endian doubles, in no order, and how many were NULL.

    ``framed`` doubles are those of an array as PostgreSQL sends it, header and lengths included.
    """

    doubles: bytes
    nulls: int
    framed: bool = False


_TABLES = """
    SELECT to_regclass('test_runs') IS NOT NULL,
           to_regclass('handlers') IS NOT NULL AND to_regclass('tasks') IS NOT NULL
"""

# Three ways to find the runs' pages; per_page is NULL where a run has no task.
_BY_TASK = """
    SELECT run.id, task.per_page, task.page
    FROM test_runs AS run
    LEFT JOIN handlers AS handler ON handler.id = run.handler_id
    LEFT JOIN tasks AS task ON task.id = handler.task_id
    WHERE run.id = ANY (%(ids)s::bigint[])
"""
_WITHOUT_TASK = """
    SELECT run.id, NULL::integer AS per_page, NULL::integer AS page
    FROM test_runs AS run
    WHERE run.id = ANY (%(ids)s::bigint[])
"""
_WITHOUT_RUN = """
    SELECT id, NULL::integer AS per_page, NULL::integer AS page
    FROM unnest(%(ids)s::bigint[]) AS run (id)
"""

# LIMIT and OFFSET are inside the lateral subquery, which walks the primary key: a page of 20 reads
# 20 rows. LIMIT 0 reads nothing, where the page is no page or is read otherwise, below. The order
# of the values within a page does not matter.
_PAGES = """
    WITH run AS ({runs}),
    page AS (SELECT per_page, page, array_agg(id) AS ids FROM run GROUP BY per_page, page)
    SELECT page.ids, page.per_page, page.page, read.doubles, read.rows
    FROM page
    LEFT JOIN LATERAL (
        SELECT string_agg(float8send(value), ''::bytea) AS doubles, count(*) AS rows
        FROM (
            SELECT value FROM samples ORDER BY id
            LIMIT CASE WHEN page.per_page BETWEEN 1 AND %(chunk_rows)s THEN page.per_page ELSE 0 END
            OFFSET greatest(page.per_page, 0)::bigint * greatest(page.page::bigint - 1, 0)
        ) AS picked
    ) AS read ON true
"""

_BOUNDS = "SELECT min(id), max(id) FROM samples"
_PAGE_BOUNDS = """
    SELECT min(id), max(id) FROM (
        SELECT id FROM samples ORDER BY id
        LIMIT %(per_page)s OFFSET %(per_page)s::bigint * greatest(%(page)s::bigint - 1, 0)
    ) AS picked
"""
# Without a condition where it would hold for every row: checking it takes a third more time.
# An array grows without an allocation a value, so it is gathered in two thirds of the time.
_ARRAY_OF_ALL = "SELECT array_send(ARRAY(SELECT value FROM samples))"
_WHOLE = "SELECT string_agg(float8send(value), ''::bytea), count(*) FROM samples"
_CHUNK = f"{_WHOLE} WHERE id BETWEEN %(first)s AND %(last)s"
_NEXT = "SELECT min(id) FROM samples WHERE id BETWEEN %(first)s AND %(last)s"


def read(
    connection: "Connection", test_run_ids: Sequence[int], window: Window
) -> dict[int, Samples | PyworkerError]:
    """Read the window of each test run.

    Args:
        connection: in autocommit mode; what a batch reads is one snapshot a page.
        test_run_ids: each within a bigint; the same one may come twice.
        window: 'task' takes the page of the run's task, 'all' every sample, and 'auto' the page
            where there is a task and every sample where there is none.

    Returns:
        An answer for every id: its samples, TestRunNotFound or TaskNotFound.
    """
    answers: dict[int, Samples | PyworkerError] = {
        id_: TestRunNotFound(id_) for id_ in test_run_ids
    }
    parameters = {"ids": list(answers), "chunk_rows": CHUNK_ROWS}
    statement = _PAGES.format(runs=_runs(connection, window))
    cursor = connection.execute(statement, parameters, prepare=True, binary=True)
    for ids, per_page, page, doubles, rows in cursor.fetchall():
        if per_page is None and window == "task":
            answers.update((id_, TaskNotFound(id_)) for id_ in ids)
            continue
        if per_page is None:
            samples = _read_all(connection)
        elif per_page > CHUNK_ROWS:
            samples = _read_long(connection, per_page, page)
        else:
            samples = _samples(doubles, rows)
        answers.update(dict.fromkeys(ids, samples))
    return answers


def _runs(connection: "Connection", window: Window) -> str:
    if window == "task":
        return _BY_TASK
    has_runs, has_tasks = _row(connection, _TABLES)
    if not has_runs:
        return _WITHOUT_RUN
    return _BY_TASK if has_tasks and window == "auto" else _WITHOUT_TASK


def _read_all(connection: "Connection") -> Samples:
    first, last = _row(connection, _BOUNDS)
    if first is None or last - first >= CHUNK_ROWS:
        return _read_chunks(connection, first, last)
    (array,) = _row(connection, _ARRAY_OF_ALL)
    dimensions, has_nulls, type_oid = _ARRAY.unpack_from(array)
    if has_nulls or type_oid != FLOAT8_OID:
        # NULLs have no bytes, so that what is behind them is out of step.
        return _samples(*_row(connection, _WHOLE))
    return Samples(array, 0, framed=True) if dimensions else Samples(b"", 0)


def _read_long(connection: "Connection", per_page: int, page: int) -> Samples:
    first, last = _row(connection, _PAGE_BOUNDS, per_page=per_page, page=page)
    return _read_chunks(connection, first, last)


def _read_chunks(connection: "Connection", first: int | None, last: int) -> Samples:
    chunks, rows = [], 0
    while first is not None:
        end = first + CHUNK_ROWS - 1
        doubles, rows_read = _row(connection, _CHUNK, first=first, last=min(end, last))
        chunks.append(doubles or b"")
        rows += rows_read
        (first,) = _row(connection, _NEXT, first=end + 1, last=last)  # ids may have wide gaps
    return _samples(b"".join(chunks), rows)


def _samples(doubles: bytes | None, rows: int) -> Samples:
    doubles = doubles or b""  # the aggregate of no value is NULL
    return Samples(doubles, rows - len(doubles) // DOUBLE_BYTES)


def _row(connection: "Connection", statement: str, **parameters: int) -> tuple[Any, ...]:
    row = connection.execute(statement, parameters, prepare=True, binary=True).fetchone()
    if row is None:
        raise LookupError(f"an aggregate without a row: {statement}")
    return row

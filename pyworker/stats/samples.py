"""Read the samples of test runs: no Python object per row, no statement per run.

The server glues the values together, eight bytes each in network order, and sends them as one
value: a fifth of the time of reading rows. Each page that a batch asks for is read once, however
many of its runs share it. All samples, also where a page asks for as many, come in ``slices``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pyworker.errors import PyworkerError
from pyworker.stats import slices
from pyworker.stats.errors import TaskNotFound, TestRunNotFound

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

Window = Literal["auto", "task", "all"]

# A bytea ends at 1 GB, which is 134,217,727 values.
CHUNK_ROWS = 1 << 26

# Pages of more rows are read one by one.
LONG_ROWS = 1 << 16

# More rows than this no table has, by its ids.
ALL_ROWS = (1 << 63) - 1

DOUBLE_BYTES = 8


class Samples(NamedTuple):
    """The values of one window as big-endian doubles, in no order, and how many were NULL.

    ``framed`` doubles stand behind four bytes each.
    """

    doubles: bytes | bytearray
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

_GLUED = "SELECT string_agg(float8send(value), ''::bytea) AS doubles, count(*) AS rows"

# LIMIT and OFFSET are inside the lateral subquery, which walks the primary key: a page of 20 reads
# 20 rows. LIMIT 0 reads nothing, where the page is no page or is read otherwise, below. The order
# of the values within a page does not matter.
_PAGES = """
    WITH run AS ({runs}),
    page AS (SELECT per_page, page, array_agg(id) AS ids FROM run GROUP BY per_page, page)
    SELECT page.ids, page.per_page, page.page, read.doubles, read.rows
    FROM page
    LEFT JOIN LATERAL (
        {glued} FROM (
            SELECT value FROM samples ORDER BY id
            LIMIT CASE WHEN page.per_page BETWEEN 1 AND %(long_rows)s THEN page.per_page ELSE 0 END
            OFFSET greatest(page.per_page, 0)::bigint * greatest(page.page::bigint - 1, 0)
        ) AS picked
    ) AS read ON true
"""

_PAGE_ROWS = """(
    SELECT id, value FROM samples ORDER BY id
    LIMIT %(per_page)s OFFSET %(per_page)s::bigint * greatest(%(page)s::bigint - 1, 0)
) AS picked"""
_PAGE = f"{_GLUED} FROM {_PAGE_ROWS}"

_ENDS = "SELECT min(id), max(id)"
_BOUNDS = f"{_ENDS} FROM samples"
_PAGE_BOUNDS = f"{_ENDS} FROM {_PAGE_ROWS}"
_CHUNK = f"{_GLUED} FROM samples WHERE id BETWEEN %(first)s AND %(last)s"
_NEXT = "SELECT min(id) FROM samples WHERE id BETWEEN %(first)s AND %(last)s"


def read(
    connection: "Connection",
    test_run_ids: Sequence[int],
    window: Window,
    second: "slices.Open | None" = None,
) -> dict[int, Samples | PyworkerError]:
    """Read the window of each test run.

    Args:
        connection: in autocommit mode; what a batch reads is one snapshot a page.
        test_run_ids: each within a bigint; the same one may come twice.
        window: 'task' takes the page of the run's task, 'all' every sample, and 'auto' the page
            where there is a task and every sample where there is none.
        second: opens a connection that may help to read all samples.

    Returns:
        An answer for every id: its samples, TestRunNotFound or TaskNotFound.
    """
    answers: dict[int, Samples | PyworkerError] = {
        id_: TestRunNotFound(id_) for id_ in test_run_ids
    }
    parameters = {"ids": list(answers), "long_rows": LONG_ROWS}
    statement = _PAGES.format(glued=_GLUED, runs=_runs(connection, window))
    cursor = connection.execute(statement, parameters, prepare=True, binary=True)
    for ids, per_page, page, doubles, rows in cursor.fetchall():
        if per_page is None and window == "task":
            answers.update((id_, TaskNotFound(id_)) for id_ in ids)
            continue
        if per_page is None:
            samples = _read_all(connection, second)
        elif per_page > LONG_ROWS:
            samples = _read_long(connection, per_page, page, second)
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


def _read_all(connection: "Connection", second: "slices.Open | None") -> Samples:
    samples = _read_slices(connection, ALL_ROWS, second)
    return samples or _read_chunks(connection, *_row(connection, _BOUNDS))


def _read_long(
    connection: "Connection", per_page: int, page: int, second: "slices.Open | None"
) -> Samples:
    window = {"per_page": per_page, "page": page}
    if page <= 1 and (samples := _read_slices(connection, per_page, second)):
        return samples
    if per_page <= CHUNK_ROWS:
        return _samples(*_row(connection, _PAGE, **window))
    return _read_chunks(connection, *_row(connection, _PAGE_BOUNDS, **window))


def _read_slices(
    connection: "Connection", most: int, second: "slices.Open | None"
) -> Samples | None:
    frames = slices.read(connection, most, second)
    return Samples(frames, 0, framed=True) if frames else None


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

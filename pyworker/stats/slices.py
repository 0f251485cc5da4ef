"""All samples, a slice of the table's blocks at a time, over one connection or two.

One value of all samples comes late: the server gathers and copies it, in memory that is new to it,
before the first byte leaves, and so does the client when the last one has come. Of slices, the next
one is gathered in the same memory while the last one travels: three quarters of the time.

A statement reads a range of some slices. Ranges are independent of one another, so a second
connection may take some of them, in the snapshot of the first: another half of the time.
"""

import logging
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, LiteralString

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]
    Open = Callable[[], AbstractContextManager[Connection]]

logger = logging.getLogger(__name__)

# What array_send writes (PostgreSQL's arrayfuncs.c): dimensions, whether there are NULLs, the type;
# for the one dimension its size and lower bound; then each value behind its length in four bytes.
_HEADER = struct.Struct(">iii")
FRAMES_AT, FRAME_BYTES, LENGTH_BYTES = 20, 12, 4
FLOAT8_OID = 701

# A slice has some 6,000 values, a range 100,000. Slices of half or twice as many take longer.
SLICE_BLOCKS, RANGE_BLOCKS = 32, 512

# Opening a connection takes about as long as reading a range.
WORTH_RANGES = 4

_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"

# Of another kind of table, ctid does not tell the blocks, or not of all rows, and who may read some
# columns alone may not read it. Servers before 14 would read the whole table for each slice.
_SLICEABLE = """
    SELECT EXISTS (
        SELECT FROM pg_class JOIN pg_am ON pg_am.oid = relam
        WHERE pg_class.oid = to_regclass('samples') AND amname = 'heap'
            AND relkind = 'r' AND NOT relhassubclass AND has_table_privilege(pg_class.oid, 'SELECT')
            AND current_setting('server_version_num')::int >= 140000
    )
"""
# The size is asked for when the snapshot was taken, so all its rows are below it.
_SIZE = """
    SELECT pg_relation_size('samples') / current_setting('block_size')::int
    WHERE (SELECT max(id)::numeric - min(id) FROM samples) < %s
"""
_RANGE = """
    SELECT array_send(ARRAY(
        SELECT value FROM samples
        WHERE ctid >= ('(' || block || ',0)')::tid
            AND ctid < ('(' || block + %(slice)s || ',0)')::tid
    ))
    FROM generate_series(%(first)s, %(last)s::bigint, %(slice)s) AS block
"""


def read(connection: "Connection", most: int, second: "Open | None" = None) -> bytearray | None:
    """Read the values of all samples, where these are ``most`` rows or fewer by their ids.

    Args:
        connection: in autocommit mode.
        most: how many rows are wanted at most; more are not read.
        second: opens a connection that helps with a large table. It is no need: where it cannot
            be had, the first one reads all.

    Returns:
        Frames: each value as a big-endian double behind four bytes; in no order. None where it
        cannot be done so: there may be more rows or none, a value is NULL, the samples are not a
        plain table that may be read as a whole, or the server is older than PostgreSQL 14.
    """
    with connection.transaction():
        connection.execute(_SNAPSHOT)
        blocks = _value(connection, _SIZE, most) if _value(connection, _SLICEABLE) else None
        if blocks is None:
            return None
        table = _Table(blocks)
        with table.helped(connection, second):
            table.read_ranges(connection)
        table.read_ranges(connection)  # what the second connection took and did not finish
    return table.frames if table.plain and table.frames else None


class _Table:
    """What is left to read of the table, and what was read, by whoever has read it."""

    def __init__(self, blocks: int) -> None:
        self.frames = bytearray()
        self.plain = True
        self._left = deque(range(0, blocks + 1, RANGE_BLOCKS))

    def read_ranges(self, connection: "Connection") -> None:
        """Read one range after the other, until none is left; a range that fails is left."""
        while self.plain and self._left:
            try:
                first = self._left.popleft()
            except IndexError:  # the other one was faster
                return
            try:
                frames = self._read(connection, first)
            except BaseException:
                self._left.append(first)
                raise
            self.frames += frames  # one step for both threads: nothing of the other one's is lost

    def _read(self, connection: "Connection", first: int) -> bytearray:
        frames = bytearray()
        limits = {"first": first, "last": first + RANGE_BLOCKS - 1, "slice": SLICE_BLOCKS}
        for (array,) in connection.cursor().stream(_RANGE, limits, binary=True):
            _, has_nulls, type_oid = _HEADER.unpack_from(array)
            if has_nulls or type_oid != FLOAT8_OID:
                self.plain = False  # NULLs have no bytes: what is behind them is out of step
            frames += memoryview(array)[FRAMES_AT:]
        return frames

    @contextmanager
    def helped(self, connection: "Connection", second: "Open | None") -> Iterator[None]:
        """Let a second connection read ranges meanwhile, where that is worth opening one."""
        if second is None or len(self._left) < WORTH_RANGES:
            yield
            return
        snapshot = _value(connection, "SELECT pg_export_snapshot()")
        thread = threading.Thread(target=self._help, args=(second, snapshot), daemon=True)
        thread.start()
        try:
            yield
        except BaseException:
            self._left.clear()
            raise
        finally:
            thread.join()

    def _help(self, second: "Open", snapshot: str) -> None:
        import psycopg

        try:
            with second() as connection, connection.transaction():
                connection.execute(_SNAPSHOT)
                connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'".encode())
                self.read_ranges(connection)
        except psycopg.Error as error:  # too many connections, another server behind a proxy...
            logger.info("samples are read over one connection alone: %s", error)


def _value(connection: "Connection", statement: LiteralString, *parameters: int) -> Any:
    row = connection.execute(statement, parameters).fetchone()
    return row[0] if row else None

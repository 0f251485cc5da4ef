"""All samples in one statement, a slice of the table's blocks at a time.

One value of all samples comes late: the server gathers and copies it, in memory that is new to it,
before the first byte leaves, and so does the client when the last one has come. Of slices, the next
one is gathered in the same memory while the last one travels: three quarters of the time.
"""

import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

# What array_send writes (PostgreSQL's arrayfuncs.c): dimensions, whether there are NULLs, the type;
# for the one dimension its size and lower bound; then each value behind its length in four bytes.
_HEADER = struct.Struct(">iii")
FRAMES_AT, FRAME_BYTES, LENGTH_BYTES = 20, 12, 4
FLOAT8_OID = 701

# Some 6,000 values. Half of it and twice as much take a little longer.
BLOCKS = 32

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
# The size is asked for after the statement's snapshot was taken, so all its rows are below it.
_SLICES = """
    SELECT array_send(ARRAY(
        SELECT value FROM samples
        WHERE ctid >= ('(' || block || ',0)')::tid
            AND ctid < ('(' || block + %(blocks)s || ',0)')::tid
    ))
    FROM generate_series(
        0, pg_relation_size('samples') / current_setting('block_size')::bigint, %(blocks)s::bigint
    ) AS block
    WHERE (SELECT max(id)::numeric - min(id) FROM samples) < %(most)s
"""


def read(connection: "Connection", most: int) -> bytearray | None:
    """Read the values of all samples, where these are ``most`` rows or fewer by their ids.

    Returns:
        Frames: each value as a big-endian double behind four bytes; in no order. None where it
        cannot be done so: there may be more rows or none, a value is NULL, the samples are not a
        plain table that may be read as a whole, or the server is older than PostgreSQL 14.
    """
    found = connection.execute(_SLICEABLE).fetchone()
    if not found or not found[0]:
        return None
    frames, plain = bytearray(), True
    limits = {"most": most, "blocks": BLOCKS}
    for (array,) in connection.cursor().stream(_SLICES, limits, binary=True):
        _, has_nulls, type_oid = _HEADER.unpack_from(array)
        # NULLs have no bytes, so that what is behind them is out of step.
        plain = plain and not has_nulls and type_oid == FLOAT8_OID
        frames += memoryview(array)[FRAMES_AT:]
    return frames if plain and frames else None

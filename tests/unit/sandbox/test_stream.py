"""A program's output, as the guard takes it from the pipe."""

import os
from collections.abc import Iterator

import pytest

from pyworker.sandbox.native.watch import INLINE_BYTES, Stream


@pytest.fixture
def stream() -> Iterator[Stream]:
    """A stream with room for a little more than stays in memory; its writer is the test's."""
    made = Stream()
    made.limit = INLINE_BYTES + 100
    yield made
    made.close()


def test_output_that_somebody_else_has_read_is_not_waited_for(stream: Stream) -> None:
    os.write(stream.writer, b"x")
    os.read(stream.reader, 1)

    more = stream.pump()

    assert (more, stream.size) == (True, 0)
    os.close(stream.writer)


def test_the_same_when_output_goes_to_a_file(stream: Stream) -> None:
    os.write(stream.writer, b"x" * (INLINE_BYTES + 1))
    assert stream.pump()
    assert stream.file >= 0

    more = stream.pump()

    assert (more, stream.size) == (True, INLINE_BYTES + 1)
    os.close(stream.writer)


def test_the_rest_is_taken_when_all_writers_are_gone(stream: Stream) -> None:
    os.write(stream.writer, b"the rest")
    stream.close_writer()

    stream.drain()

    assert (stream.kept, stream.over) == (b"the rest", False)


def test_draining_ends_though_a_writer_is_left(stream: Stream) -> None:
    os.write(stream.writer, b"the rest")

    stream.drain()

    assert stream.kept == b"the rest"
    os.close(stream.writer)


def test_what_is_over_the_limit_is_left_out(stream: Stream) -> None:
    os.write(stream.writer, b"x" * (stream.limit + 1))
    stream.close_writer()

    stream.drain()

    assert (stream.size, stream.over) == (stream.limit, True)

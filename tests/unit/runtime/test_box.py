"""A text in shared memory is whole or is the one before."""

import threading

import pytest

from pyworker.runtime.box import Box


@pytest.fixture
def memory() -> bytearray:
    return bytearray(8 + 2 * 64)


def test_before_the_first_text_there_is_none(memory: bytearray) -> None:
    assert Box(memoryview(memory)).get() == b""


def test_the_latest_text_counts_whichever_half_it_is_in(memory: bytearray) -> None:
    writer, reader = Box(memoryview(memory)), Box(memoryview(memory))

    read = []
    for text in (b"one", b"", b"a longer one", b"4"):
        assert writer.put(text)
        read.append(reader.get())

    assert read == [b"one", b"", b"a longer one", b"4"]


def test_what_does_not_fit_leaves_what_was_there(memory: bytearray) -> None:
    box = Box(memoryview(memory))
    assert box.put(b"x" * 60)

    assert not box.put(b"y" * 61)

    assert box.get() == b"x" * 60


def test_a_writer_that_dies_amid_a_text_leaves_the_one_before(memory: bytearray) -> None:
    box = Box(memoryview(memory))
    box.put(b"first")
    box.put(b"whole")
    # The half that the next text would go to.
    memory[8 + 64 :] = b"\xff" * 64

    assert box.get() == b"whole"


def test_a_reader_never_sees_parts_of_two_texts() -> None:
    memory = bytearray(8 + 2 * 4096)
    writer, reader = Box(memoryview(memory)), Box(memoryview(memory))
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            writer.put(bytes([number % 256]) * (number % 4000 + 1))

    thread = threading.Thread(target=write)
    thread.start()
    seen = [reader.get() for _ in range(5_000)]
    over.set()
    thread.join()

    assert all(len(set(text)) <= 1 for text in seen)

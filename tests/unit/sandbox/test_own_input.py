"""The copy of an input that a program gets."""

import os
from pathlib import Path

import pytest

from pyworker.sandbox.native.own_input import own_input


@pytest.mark.parametrize("size", [0, 1, 4096, 3 << 20])
def test_a_file_is_copied_from_its_position_on(tmp_path: Path, size: int) -> None:
    file = tmp_path / "input"
    file.write_bytes(b"skipped" + os.urandom(size))
    given = os.open(file, os.O_RDONLY)
    os.lseek(given, len(b"skipped"), os.SEEK_SET)

    copy = own_input(given)

    assert os.pread(copy, size + 1, 0) == file.read_bytes()[len(b"skipped") :]
    assert os.lseek(copy, 0, os.SEEK_CUR) == 0
    assert os.lseek(given, 0, os.SEEK_CUR) == len(b"skipped")
    for descriptor in (given, copy):
        os.close(descriptor)


def test_a_position_behind_the_end_gives_an_empty_input(tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"short")
    given = os.open(tmp_path / "input", os.O_RDONLY)
    os.lseek(given, 100, os.SEEK_SET)

    copy = own_input(given)

    assert os.read(copy, 10) == b""
    for descriptor in (given, copy):
        os.close(descriptor)


def test_what_is_written_to_the_copy_stays_there_and_it_cannot_grow(tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(b"the input")
    (tmp_path / "input").chmod(0o640)
    given = os.open(tmp_path / "input", os.O_RDONLY)
    copy = own_input(given)

    os.write(copy, b"spoilt")
    os.fchmod(copy, 0)
    with pytest.raises(PermissionError):
        os.ftruncate(copy, 1 << 30)
    with pytest.raises(PermissionError):
        os.pwrite(copy, b"more", 9)

    assert (tmp_path / "input").read_bytes() == b"the input"
    assert (tmp_path / "input").stat().st_mode & 0o777 == 0o640
    for descriptor in (given, copy):
        os.close(descriptor)


def test_a_pipe_is_passed_on() -> None:
    reader, writer = os.pipe()

    passed = own_input(reader)
    os.write(writer, b"said later")

    assert passed != reader
    assert os.read(passed, 100) == b"said later"
    for descriptor in (reader, writer, passed):
        os.close(descriptor)

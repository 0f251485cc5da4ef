"""Programs that are kept on disk: whole, unchanged, and not for ever."""

import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.judge.compiling.programs import Built, Programs, key_of
from pyworker.sandbox.port import File

KEY, OTHER = key_of("a"), key_of("b")
BUILT = Built((File("main", b"\x7fELF\n\0", executable=True), File("x.o", b"")), "warning: ü")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "programs"


def test_what_was_put_comes_back(folder: Path) -> None:
    Programs(folder).put(KEY, BUILT)

    assert Programs(folder).get(KEY) == BUILT
    assert Programs(folder).get(OTHER) is None


def test_nobody_else_may_look_into_the_folder(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)

    Programs(folder).put(KEY, BUILT)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / KEY).stat().st_mode) == 0o600


def test_a_changed_byte_anywhere_is_noticed_and_the_file_goes(folder: Path) -> None:
    programs = Programs(folder)
    programs.put(KEY, BUILT)
    whole = (folder / KEY).read_bytes()

    for at in range(len(whole)):
        (folder / KEY).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert programs.get(KEY) is None
        assert not (folder / KEY).exists()


@pytest.mark.parametrize("size", [0, 1, 64, 65, 100, -1])
def test_half_a_file_is_noticed(folder: Path, size: int) -> None:
    programs = Programs(folder)
    programs.put(KEY, BUILT)
    (folder / KEY).write_bytes((folder / KEY).read_bytes()[:size])

    assert programs.get(KEY) is None


def test_a_program_under_another_ones_name_is_not_run(folder: Path) -> None:
    programs = Programs(folder)
    programs.put(KEY, BUILT)
    (folder / KEY).rename(folder / OTHER)

    assert programs.get(OTHER) is None
    assert not (folder / OTHER).exists()


def test_the_least_recently_used_make_room(folder: Path) -> None:
    programs = Programs(folder, most_bytes=12_000)
    keys = [key_of(str(number)) for number in range(10)]
    for age, key in enumerate(keys[:9]):
        programs.put(key, Built((File("main", b"x" * 1000),)))
        os.utime(folder / key, (1000 + age, 1000 + age))
    programs.get(keys[0])
    programs.put(keys[9], Built((File("main", b"x" * 2000),)))

    left = [key for key in keys if (folder / key).exists()]
    assert left == [keys[0], *keys[3:]]
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 10_800


def test_room_is_made_for_what_other_processes_wrote_too(folder: Path) -> None:
    for number in range(10):
        Programs(folder, most_bytes=5000).put(key_of(str(number)), BUILT)
    theirs = len(list(folder.iterdir()))

    Programs(folder, most_bytes=500).put(KEY, BUILT)

    assert theirs == 10
    assert len(list(folder.iterdir())) < 3


def test_a_folder_that_cannot_be_written_costs_time_only(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    programs = Programs(folder)
    folder.rmdir()

    programs.put(KEY, BUILT)

    assert programs.get(KEY) is None
    assert "cannot be kept there" in caplog.text


def test_nothing_half_written_is_left(folder: Path) -> None:
    programs = Programs(folder)
    programs.put(KEY, BUILT)

    with pytest.raises(TypeError):
        programs.put(OTHER, Built((File("main", 3),)))

    assert [path.name for path in folder.iterdir()] == [KEY]


@given(st.lists(st.tuples(st.text(max_size=9), st.binary(), st.booleans()), max_size=4), st.text())
def test_any_files_come_back(files: list[tuple[str, bytes, bool]], messages: str) -> None:
    built = Built(tuple(File(*each) for each in files), messages)
    with TemporaryDirectory() as folder:
        programs = Programs(Path(folder))
        programs.put(KEY, built)
        assert programs.get(KEY) == built


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_no_two_lists_share_a_key(one: list[str], other: list[str]) -> None:
    assert (key_of(*one) == key_of(*other)) == (one == other)

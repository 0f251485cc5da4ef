"""The cache of test cases: by digest, verified, private, bounded."""

import hashlib
import os
import stat
import time
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pyworker.judge.cases import ABANDONED_S, CacheUnusable, CaseCache, digest_of

LARGE = 1 << 30


def age(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds, time.time() - seconds))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("content", [b"", b"1 2\n", bytes(range(256)) * 5000])
def test_what_is_put_is_there_by_its_digest(tmp_path: Path, content: bytes) -> None:
    cache = CaseCache(tmp_path / "cases", LARGE)

    put = cache.put(content)
    got = cache.get(hashlib.sha256(content).hexdigest())

    assert got == put
    assert put.size == len(content)
    assert bytes(put.map()) == content
    assert names(tmp_path / "cases") == {digest_of(content)}


def test_another_process_finds_it(tmp_path: Path) -> None:
    put = CaseCache(tmp_path / "cases", LARGE).put(b"1\n")

    assert CaseCache(tmp_path / "cases", LARGE).get(digest_of(b"1\n")) == put


def test_what_was_never_put_is_not_there(tmp_path: Path) -> None:
    assert CaseCache(tmp_path / "cases", LARGE).get(digest_of(b"1\n")) is None


@pytest.mark.parametrize("digest", ["", "../" * 21 + "a", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_name_that_is_no_digest_makes_no_path(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="expected 64 hexadecimal digits"):
        CaseCache(tmp_path / "cases", LARGE).get(digest)


@pytest.mark.parametrize("wrong", [b"2\n", b"", b"1\n1\n"])
def test_a_file_that_is_not_what_its_name_says_is_removed(tmp_path: Path, wrong: bytes) -> None:
    digest = digest_of(b"1\n")
    path = CaseCache(tmp_path / "cases", LARGE).put(b"1\n").path
    path.unlink()
    path.write_bytes(wrong)
    cache = CaseCache(tmp_path / "cases", LARGE)

    assert cache.get(digest) is None
    assert not path.exists()
    assert bytes(cache.put(b"1\n").map()) == b"1\n"
    assert cache.get(digest) is not None


def test_putting_repairs_what_is_corrupt(tmp_path: Path) -> None:
    path = CaseCache(tmp_path / "cases", LARGE).put(b"1\n").path
    path.chmod(0o600)
    path.write_bytes(b"no")

    assert bytes(CaseCache(tmp_path / "cases", LARGE).put(b"1\n").map()) == b"1\n"


def test_only_its_user_can_read_it(tmp_path: Path) -> None:
    put = CaseCache(tmp_path / "cases", LARGE).put(b"1\n")

    assert stat.S_IMODE(put.path.stat().st_mode) == 0o400
    assert stat.S_IMODE((tmp_path / "cases").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o701, 0o777])
def test_a_folder_that_others_can_enter_is_refused_and_left_as_it_is(
    tmp_path: Path, mode: int
) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases").chmod(mode)

    with pytest.raises(CacheUnusable, match=r"not this user's alone.*`chmod 700`"):
        CaseCache(tmp_path / "cases", LARGE)
    assert stat.S_IMODE((tmp_path / "cases").stat().st_mode) == mode


def test_what_was_used_least_recently_goes_until_there_is_room(tmp_path: Path) -> None:
    cache = CaseCache(tmp_path / "cases", 4000, in_use_s=60)
    old, used, new = (cache.put(bytes([each]) * 1500) for each in range(3))
    for blob in (old, used, new):
        age(blob.path, 1000)
    age(new.path, 500)
    assert cache.get(used.path.name) == used

    cache.put(b"x" * 1000)

    assert names(tmp_path / "cases") == {used.path.name, digest_of(b"x" * 1000)}
    assert cache.get(old.path.name) is None


def test_what_is_in_use_stays_even_beyond_the_limit(tmp_path: Path) -> None:
    cache = CaseCache(tmp_path / "cases", 1000, in_use_s=60)

    blobs = [cache.put(bytes([each]) * 900) for each in range(5)]

    assert all(cache.get(blob.path.name) == blob for blob in blobs)
    for blob in blobs:
        age(blob.path, 61)
    cache.put(b"x" * 200)
    assert names(tmp_path / "cases") == {digest_of(b"x" * 200)}


def test_an_open_file_is_read_to_its_end_after_it_was_deleted(tmp_path: Path) -> None:
    cache = CaseCache(tmp_path / "cases", 1000, in_use_s=0)
    blob = cache.put(b"a" * 900)
    descriptor, mapped = blob.open(), blob.map()
    age(blob.path, 1)

    cache.put(b"b" * 900)

    assert not blob.path.exists()
    assert os.read(descriptor, 1000) == b"a" * 900 == mapped[:]
    os.close(descriptor)


def test_what_killed_writers_left_goes_and_what_others_write_stays(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    cache = CaseCache(folder, LARGE)
    for name, seconds in (("unfinished-old", ABANDONED_S + 1), ("unfinished-new", 1), ("own", 1e6)):
        (folder / name).write_bytes(b"x")
        age(folder / name, seconds)

    cache.put(b"1\n")

    assert names(folder) == {"unfinished-new", "own", digest_of(b"1\n")}


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    cache = CaseCache(tmp_path / "cases", LARGE)
    monkeypatch.setattr("pyworker.judge.cases.os.rename", full)

    with pytest.raises(OSError, match="No space left"):
        cache.put(b"1\n")
    assert names(tmp_path / "cases") == set()


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_contents_come_back_whatever_is_in_them(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    cache = CaseCache(tmp_path_factory.mktemp("any") / "cases", LARGE)

    blobs = [cache.put(content) for content in contents]

    assert [bytes(blob.map()) for blob in blobs] == contents
    assert len({blob.path for blob in blobs}) == len(set(contents))

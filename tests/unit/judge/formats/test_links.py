"""Links in a package: those that stay inside are followed, no other is."""

from pathlib import Path

import pytest

from pyworker.judge.formats import BrokenPackage, read
from tests.unit.judge.formats.packages import new


def faults(path: Path) -> list[str]:
    with pytest.raises(BrokenPackage) as broken:
        read(path)
    return list(broken.value.faults)


def test_a_link_to_a_file_of_the_package_is_that_file(tmp_path: Path) -> None:
    path = new(tmp_path, {"data/secret/2.in": "5\n"})
    (path / "data/secret/2.ans").symlink_to("../sample/1.ans")

    case = read(path).cases[-1]

    assert case.answer.path == path / "data/sample/1.ans"
    assert case.answer.size == 2


def test_the_package_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(new(tmp_path))

    problem = read(tmp_path / "link")

    assert problem.name == "sum"
    assert problem.cases[0].input.path == tmp_path / "sum/data/sample/1.in"


@pytest.mark.parametrize(
    "name", ["data/secret/2.ans", "statement", "submissions/accepted/a.py", "data/secret/group"]
)
def test_a_link_out_of_the_package_is_refused(tmp_path: Path, name: str) -> None:
    path = new(tmp_path, {"data/secret/2.in": "5\n", "data/secret/2.ans": None})
    outside = tmp_path / "outside"
    outside.mkdir()
    link = path / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside)

    assert f"{name}: a link out of the folder; put a copy in its place" in faults(path)


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    path = new(tmp_path, {"data/secret/2.in": "5\n", "data/secret/3.ans": "5\n"})
    (path / "data/secret/2.ans").symlink_to("gone.ans")
    (path / "data/secret/3.in").symlink_to("3.in")
    (path / "README").symlink_to("README")

    assert faults(path) == [
        "README: a link to nothing; correct or delete it",
        "data/secret/2.ans: a link to nothing; correct or delete it",
        "data/secret/3.in: a link to nothing; correct or delete it",
    ]


def test_a_way_out_through_a_folder_that_is_left_out_is_refused(tmp_path: Path) -> None:
    """Names with a dot first are not looked through, but a link may lead there."""
    secret = tmp_path / "secret.txt"
    secret.write_text("not yours")
    path = new(tmp_path, {".hidden/9.ans": "1\n"})
    (path / ".hidden/9.in").symlink_to(secret)
    (path / "data/secret/group").symlink_to("../../.hidden")

    assert faults(path) == [
        "data/secret/group/9.in: a link out of the folder; put a copy in its place"
    ]


@pytest.mark.parametrize("name", [".timelimit", "domjudge-problem.ini", "pyworker.yaml"])
def test_nothing_is_told_of_what_a_link_out_leads_to(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.write_text("timelimit=hunter2")
    path = new(tmp_path)
    (path / name).symlink_to(outside)

    told = faults(path)

    assert told == [f"{name}: a link out of the folder; put a copy in its place"]


def test_folders_that_lie_in_one_another_for_ever_end(tmp_path: Path) -> None:
    path = new(tmp_path)
    (path / "data/secret/a").mkdir()
    (path / "data/secret/b").mkdir()
    (path / "data/secret/a/b").symlink_to("../b")
    (path / "data/secret/b/a").symlink_to("../a")
    (path / "data/secret/up").symlink_to("..")

    told = faults(path)

    assert len(told) == 3
    assert all("in one another too deep, or for ever" in fault for fault in told)

"""Questions: an id never leads out of the folder."""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pyworker.judge.formats import BrokenPackage, UnknownQuestion, question, read
from pyworker.judge.problem import CheckerChoice, ProblemLimits


def questions(folder: Path, *ids: str) -> Path:
    folder.mkdir()
    for question_id in ids:
        (folder / f"{question_id}_in.txt").write_text("1 2\n")
        (folder / f"{question_id}_out.txt").write_text("3\n")
    return folder


def test_a_pair_is_a_problem_of_one_hidden_case(tmp_path: Path) -> None:
    problem = question(questions(tmp_path / "Questions", "a"), "a")

    (case,) = problem.cases
    assert (problem.name, case.name, case.hidden, case.points) == ("a", "a", True, 1)
    assert (case.input.path.read_text(), case.answer.path.read_text()) == ("1 2\n", "3\n")
    assert problem.limits == ProblemLimits()
    assert problem.checker == CheckerChoice("lines")


def test_a_question_is_found_by_its_path(tmp_path: Path) -> None:
    folder = questions(tmp_path / "Questions", "two-sum.v2")

    assert read(folder / "two-sum.v2") == question(folder, "two-sum.v2")


@pytest.mark.parametrize(
    "question_id",
    ["", ".", "..", "../a", "a/b", "/etc/passwd", "a\0", "a\n", "\n", "a b", ".a", "\u00e4",
     "\u0661", "a" * 65, "a\\b", "*"],
)  # fmt: skip
def test_what_can_be_no_id_is_refused_whatever_lies_there(tmp_path: Path, question_id: str) -> None:
    (tmp_path / "a_in.txt").write_text("secret")
    (tmp_path / "a_out.txt").write_text("secret")
    folder = questions(tmp_path / "Questions", "a", "b")

    with pytest.raises(UnknownQuestion, match="is no question's id"):
        question(folder, question_id)


def test_an_unknown_question_is_told_with_where_it_would_be(tmp_path: Path) -> None:
    with pytest.raises(UnknownQuestion, match=r"no question b in .*; it would be b_in.txt and b_o"):
        question(questions(tmp_path / "Questions", "a"), "b")
    with pytest.raises(UnknownQuestion):
        question(tmp_path / "nowhere", "b")


def test_half_a_question_is_broken(tmp_path: Path) -> None:
    folder = questions(tmp_path / "Questions", "a")
    (folder / "a_out.txt").unlink()

    with pytest.raises(BrokenPackage, match=r"a_out\.txt: no such file"):
        question(folder, "a")


def test_links_stay_in_the_folder(tmp_path: Path) -> None:
    folder = questions(tmp_path / "Questions", "a")
    (tmp_path / "outside").write_text("secret")
    (folder / "b_in.txt").symlink_to("../outside")
    (folder / "b_out.txt").symlink_to("gone")
    (folder / "c_in.txt").symlink_to("a_in.txt")
    (folder / "c_out.txt").symlink_to("a_out.txt")

    with pytest.raises(BrokenPackage) as broken:
        question(folder, "b")
    assert [fault.partition(";")[0] for fault in broken.value.faults] == [
        "b_in.txt: a link out of the folder", "b_out.txt: a link to nothing",
    ]  # fmt: skip
    assert question(folder, "c").cases[0].input.path == folder / "a_in.txt"


@given(st.text(max_size=80) | st.from_regex(r"\A[./a\0-]{0,9}\Z"))
def test_any_id_is_refused_or_stays_in_the_folder(question_id: str) -> None:
    folder = Path(__file__).parent

    with pytest.raises(UnknownQuestion) as unknown:
        question(folder, question_id)
    assert "\n" not in str(unknown.value)

"""What the files in folders of test data change."""

from pathlib import Path

import pytest

from pyworker.judge.formats import BrokenPackage, read
from pyworker.judge.problem import CheckerChoice
from tests.unit.judge.formats.packages import legacy, new, yaml

TOLERANT = CheckerChoice("floats", {"absolute": 1e-6, "relative": 1e-6, "ignore_case": True})


def test_flags_of_the_problem_and_of_the_root_folder_add_up(tmp_path: Path) -> None:
    flags = yaml("validator_flags: case_sensitive", "legacy")
    root = {"data/testdata.yaml": "output_validator_flags: float_tolerance 1e-6"}

    options = read(legacy(tmp_path, flags, root)).checker.options

    assert options == {"absolute": 1e-6, "relative": 1e-6, "ignore_case": False}


def test_a_legacy_folder_without_a_file_has_that_of_the_nearest_above(tmp_path: Path) -> None:
    tree = {
        "data/testdata.yaml": "output_validator_flags: case_sensitive",
        "data/sample/testdata.yaml": "output_validator_flags: float_tolerance 1e-6",
        "data/secret/testdata.yaml": "output_validator_flags: float_tolerance 1e-6",
        "data/secret/a/1.in": "",
        "data/secret/a/1.ans": "",
    }

    assert read(legacy(tmp_path, tree)).checker == TOLERANT


def test_arguments_of_the_new_format_are_inherited_key_by_key(tmp_path: Path) -> None:
    tree = {
        "data/sample/test_group.yaml": "output_validator_args: [float_tolerance, 1e-6]",
        "data/secret/test_group.yaml": "output_validator_args: [float_tolerance, 0.000001]",
        "data/secret/a/test_group.yaml": "full_feedback: true",
        "data/secret/a/1.in": "",
        "data/secret/a/1.ans": "",
    }

    problem = read(new(tmp_path, tree))

    assert problem.checker == TOLERANT
    assert {case.name: case.hidden for case in problem.cases} == {
        "sample/1": False,
        "secret/1": True,
        "secret/a/1": False,
    }


def test_a_case_of_the_new_format_has_a_file_of_its_own(tmp_path: Path) -> None:
    own = {
        "data/sample/1.yaml": "full_feedback: false\nhint: think\ndescription: small",
        "data/secret/1.yaml": "full_feedback: true\nargs: []\ninput_validator_args: {a: [b]}",
    }

    assert [case.hidden for case in read(new(tmp_path, own)).cases] == [True, False]


def test_cases_that_are_checked_differently_are_refused(tmp_path: Path) -> None:
    one = {"data/secret/test_group.yaml": "output_validator_args: [case_sensitive]"}

    with pytest.raises(BrokenPackage, match="differ between sample/1 and secret/1; give all"):
        read(new(tmp_path, one))


def test_the_same_checker_in_other_words_is_no_difference(tmp_path: Path) -> None:
    tree = {
        "data/sample/test_group.yaml": "output_validator_args: [float_tolerance, 1e-6]",
        "data/secret/test_group.yaml": (
            "output_validator_args: [float_absolute_tolerance, 1e-6, "
            "float_relative_tolerance, 0.000001]"
        ),
    }

    assert read(new(tmp_path, tree)).checker == TOLERANT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("max_score: 10", "max_score is not supported: only pass-fail"),
        ("score_aggregation: min", "score_aggregation is not supported"),
        ("require_pass: sample", "require_pass is not supported"),
        ("static_validation_score: pass-fail", "static_validation_score is not supported"),
        ("args: [x]", "args: arguments for submissions are not supported"),
        ("output_validator_args: float_tolerance 1e-6", "expected a list, as"),
        ("output_validator_args: [[1]]", "expected a list of texts, got a list"),
        ("full_feedback: perhaps", "full_feedback: expected true or false"),
        ("output_validator_flags: x", "'output_validator_flags' is no key here"),
    ],
)
def test_what_a_group_of_the_new_format_cannot_have(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BrokenPackage, match=r"data/secret/test_group\.yaml: ") as broken:
        read(new(tmp_path, {"data/secret/test_group.yaml": text}))
    assert told in str(broken.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("grading: custom", "grading: custom is not supported"),
        ("grader_flags: min ignore_sample", "grader_flags: ignore_sample is not supported"),
        ("grader_flags: accept_if_any_accepted", "accept_if_any_accepted is not supported"),
        ("accept_score: 3", "accept_score is not supported"),
        ("range: 0 10", "range is not supported"),
        ("on_reject: stop", "on_reject: expected one of break, continue"),
        ("output_validator_flags: {name: v, flags: x}", "expected a text"),
        ("output_validator_args: [x]", "'output_validator_args' is no key here"),
    ],
)
def test_what_a_group_of_the_legacy_format_cannot_have(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(BrokenPackage) as broken:
        read(legacy(tmp_path, {"data/secret/testdata.yaml": text}))
    assert told in str(broken.value)


def test_the_other_versions_file_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(BrokenPackage, match=r"data/testdata.yaml: not of this version.*test_group"):
        read(new(tmp_path / "1", {"data/testdata.yaml": ""}))
    with pytest.raises(BrokenPackage, match=r"secret/test_group.yaml: not of this.*testdata.yaml"):
        read(legacy(tmp_path / "2", {"data/secret/test_group.yaml": ""}))

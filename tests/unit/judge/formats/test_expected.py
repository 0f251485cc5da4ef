"""What example submissions should be judged as."""

from pathlib import Path

import pytest

from pyworker.judge.formats import BrokenPackage
from pyworker.judge.formats.expected import ExpectedSubmission, submissions
from pyworker.judge.judgement import CaseResult, Compilation, Judged, Judgement, Verdict
from pyworker.sandbox.port import Limits, Mode
from tests.unit.judge.formats.packages import new

MODE = Mode("native", (), "none", "rusage", "max-rss", False, "same")


def found(folder: Path, files: dict[str, str]) -> dict[str, ExpectedSubmission]:
    path = new(folder, {f"submissions/{name}": text for name, text in files.items()})
    return {str(each.path.relative_to(path / "submissions")): each for each in submissions(path)}


def judgement(cases: dict[str, str], skipped: tuple[str, ...] = ()) -> Judgement:
    results = tuple(CaseResult(name, Judged(Verdict(word))) for name, word in cases.items())
    judged = next((each.judged for each in results if each.judged.verdict != "AC"), None)
    whole = judged or Judged(Verdict.AC)
    return Judgement(whole, 0, Compilation(True), results, skipped, MODE, Limits())


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("accepted", "AC"),
        ("rejected", "WA PE TLE RE MLE OLE"),
        ("wrong_answer", "WA PE"),
        ("time_limit_exceeded", "TLE"),
        ("run_time_error", "RE MLE OLE"),
        ("brute_force", "TLE RE MLE OLE"),
        ("presentation_error", "PE"),
        ("memory_limit_exceeded", "MLE"),
        ("output_limit_exceeded", "OLE"),
        ("compile_error", "CE"),
        ("compiler_error", "CE"),
        ("output_limit", "OLE"),
        ("no_output", "WA PE"),
    ],
)
def test_folders(tmp_path: Path, folder: str, allowed: str) -> None:
    (each,) = found(tmp_path, {f"{folder}/a.py": ""}).values()

    assert each.allowed == set(allowed.split())


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.cpp", "cpp"), ("a.cc", "cpp"), ("a.C", "cpp"), ("a.c", "c"), ("a.py", "python3"),
        ("a.py3", "python3"), ("Main.java", "java"), ("a.js", "javascript"), ("a.go", "go"),
        ("a.rs", "rust"), ("a.rb", "ruby"), ("a.hs", "hs"), ("a", ""),
    ],
)  # fmt: skip
def test_languages_by_ending(tmp_path: Path, name: str, language: str) -> None:
    assert found(tmp_path, {f"accepted/{name}": ""})[f"accepted/{name}"].language == language


def test_they_come_by_folder_and_name_and_a_folder_of_one_file_is_one(tmp_path: Path) -> None:
    names = ["wrong_answer/b.py", "accepted/z.py", "accepted/a/main.cpp", "accepted/.git/x.py"]

    assert list(found(tmp_path, dict.fromkeys(names, ""))) == [
        "accepted/a/main.cpp", "accepted/z.py", "wrong_answer/b.py",
    ]  # fmt: skip


def test_a_package_without_submissions_has_none(tmp_path: Path) -> None:
    assert found(tmp_path, {}) == {}


def test_a_tag_says_it_where_the_folder_does_not(tmp_path: Path) -> None:
    tagged = {"mixed/a.py": "# @EXPECTED_RESULTS@: TIMELIMIT, WRONG-ANSWER\n"}

    (each,) = found(tmp_path, tagged).values()

    assert each.allowed == {Verdict.TLE, Verdict.WA, Verdict.PE}
    assert each.unmet(judgement({"1": "AC", "2": "WA"})) == []


def test_submissions_yaml_changes_folders_adds_rules_and_names_languages(tmp_path: Path) -> None:
    said = """
time_limit_exceeded:
  permitted: [AC, WA, TLE]
wrong_answer/*:
  permitted: [AC, PE]
  authors: [A]
  model_solution: false
mine/*.py:
  language: pypy3
  required: [MLE]
"""
    each = found(
        tmp_path,
        {
            "submissions.yaml": said,
            "time_limit_exceeded/a.cpp": "",
            "wrong_answer/a.cpp": "",
            "mine/a.py": "",
        },
    )

    assert each["time_limit_exceeded/a.cpp"].allowed == {"TLE", "WA", "PE"}
    assert each["wrong_answer/a.cpp"].allowed == {"PE"}
    assert each["mine/a.py"].allowed == {"WA", "PE", "TLE", "RE", "MLE", "OLE"}
    assert each["mine/a.py"].language == "pypy3"


def test_what_is_unmet_is_told_by_case(tmp_path: Path) -> None:
    said = "time_limit_exceeded/*: {secret/*-easy: {permitted: [AC]}, secret/g: {required: [TLE]}}"
    files = {"submissions.yaml": said, "time_limit_exceeded/a.py": ""}
    (each,) = found(tmp_path, files).values()

    right = judgement({"secret/1-easy": "AC", "secret/g/1": "AC", "secret/g/2": "TLE"})
    early = judgement({"secret/1-easy": "TLE", "secret/g/1": "AC"})
    wrong = judgement({"secret/1-easy": "AC", "secret/g/1": "WA"})
    stopped = judgement({"secret/1-hard": "TLE", "secret/g/1": "AC"}, ("secret/g/2",))

    assert each.unmet(right) == []
    assert each.unmet(early) == ["secret/1-easy: TLE, not AC", "no case of secret/g got TLE"]
    assert each.unmet(wrong) == [
        "judged WA, not TLE",
        "secret/g/1: WA, not AC or TLE",
        "no case of all got TLE",
        "no case of secret/g got TLE",
    ]
    assert each.unmet(stopped) == []


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"wrong-answer/a.py": ""}, "nothing is expected of wrong-answer; known folders are acc"),
        ({"accepted/a/1.py": "", "accepted/a/2.py": ""}, "accepted/a: 2 files; only programs of"),
        ({"mixed/a.py": "@EXPECTED_RESULTS@: FINE"}, "submissions/mixed/a.py: @EXPECTED_RESULTS@:"),
        ({"submissions.yaml": "accepted: {permitted: [OK]}"}, "permitted: expected one of AC, WA"),
        ({"submissions.yaml": "accepted: {permitted: [IE]}"}, "permitted: expected one of AC, WA"),
        ({"submissions.yaml": "accepted: {permitted: AC}"}, "permitted: expected a list of verd"),
        ({"submissions.yaml": "accepted: {permitted: []}"}, "permitted: expected a list of verd"),
        ({"submissions.yaml": "a: {score: 5}"}, "a: score is not supported"),
        ({"submissions.yaml": "a: {message: x}"}, "a: message is not supported"),
        ({"submissions.yaml": "a: {secret: {colour: 1}}"}, "secret: 'colour' is no key here"),
        ({"submissions.yaml": "a: {colour: 1}"}, "a: colour: expected keys with values, got 1"),
        ({"submissions.yaml": f"'{'{a,b}' * 9}': {{}}"}, "stands for over 256 patterns"),
        ({"submissions.yaml": f"a: {{'{'{a,b}' * 9}': {{}}}}"}, "stands for over 256 patterns"),
        ({"submissions.yaml": "[]"}, "submissions.yaml: expected keys with values"),
        (
            {"submissions.yaml": "accepted/*: {permitted: [WA]}", "accepted/a.py": ""},
            "submissions/accepted/a.py: what submissions.yaml permits and requires leaves no",
        ),
    ],
)
def test_what_does_not_say_what_to_expect(
    tmp_path: Path, files: dict[str, str], fault: str
) -> None:
    with pytest.raises(BrokenPackage) as broken:
        found(tmp_path, files)
    assert any(fault in told for told in broken.value.faults)


def test_a_submission_that_is_a_link_out_of_the_package_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("secret")
    path = new(tmp_path, {"submissions/accepted/a.py": ""})
    (path / "submissions/accepted/b.py").symlink_to(tmp_path / "outside.py")

    with pytest.raises(BrokenPackage, match=r"b\.py: a link out of the folder"):
        submissions(path)

"""``pyworker.yaml``: points, a checker, languages' limits, how cases are gone through."""

from pathlib import Path

import pytest

from pyworker.judge.formats import BrokenPackage, read
from pyworker.judge.problem import MIB, CheckerChoice, ProblemLimits
from tests.unit.judge.formats.packages import legacy, new, yaml


def test_points_are_those_of_the_case_or_of_the_nearest_folder(tmp_path: Path) -> None:
    names = ["secret/a/1", "secret/a/2", "secret/b/1"]
    tree = {f"data/{name}{end}": "" for name in names for end in (".in", ".ans")}
    said = "points: {sample: 0, secret: 2, secret/a: 5.5, secret/a/2: 10}"

    problem = read(new(tmp_path, tree, {"pyworker.yaml": said}))

    assert {case.name: case.points for case in problem.cases} == {
        "sample/1": 0, "secret/1": 2, "secret/a/1": 5.5, "secret/a/2": 10, "secret/b/1": 2,
    }  # fmt: skip


def test_how_cases_are_gone_through(tmp_path: Path) -> None:
    said = {"pyworker.yaml": "stop_at_first: true\nin_order: true"}
    goes_on = {"pyworker.yaml": "stop_at_first: false"}

    problem = read(new(tmp_path / "1", said))

    assert (problem.stop_at_first, problem.in_order) == (True, True)
    assert not read(legacy(tmp_path / "2", goes_on)).stop_at_first


def test_limits_of_a_language_replace_the_problems(tmp_path: Path) -> None:
    problem = yaml("limits: {time_limit: 2, memory: 64}")
    said = {"pyworker.yaml": "by_language: {python3: {time_limit: 7}, java: {memory: 512}}"}

    assert read(new(tmp_path, problem, said)).by_language == {
        "python3": ProblemLimits(7, 64 * MIB),
        "java": ProblemLimits(2, 512 * MIB),
    }


@pytest.mark.parametrize(
    ("text", "checker"),
    [
        ("unordered-lines", CheckerChoice("unordered-lines")),
        ("{name: stripped}", CheckerChoice("stripped")),
        (
            "{name: floats, absolute: 1e-3, ignore_case: true}",
            CheckerChoice("floats", {"absolute": 1e-3, "ignore_case": True}),
        ),
    ],
)
def test_a_checker_in_the_place_of_a_custom_validator(
    tmp_path: Path, text: str, checker: CheckerChoice
) -> None:
    said = {"pyworker.yaml": f"checker: {text}"}
    custom = yaml("validation: custom\nvalidator_flags: anything", "legacy")
    differ = {"data/secret/test_group.yaml": "output_validator_args: [anything]"}

    assert read(legacy(tmp_path / "1", custom, said)).checker == checker
    assert read(new(tmp_path / "2", {"output_validator/x": ""}, differ, said)).checker == checker


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("checker: fuzzy", "checker: expected one of exact, lines, "),
        (
            "checker: {name: lines, absolute: 1}",
            "expected an option of lines, which has none, got 'absolute'",
        ),
        ("checker: {name: floats, absolute: -1}", "checker: absolute: expected a number from 0"),
        ("checker: [lines]", "checker: expected one of"),
        ("points: {secret: -1}", "points: secret: expected a number from 0, got -1"),
        ("points: {secret: 0, sample: 0}", "points: no case has any; give at least one some"),
        ("points: 5", "points: expected keys with values, got 5"),
        ("stop_at_first: maybe", "stop_at_first: expected true or false, got 'maybe'"),
        ("by_language: {cpp17: {time: 1}}", "by_language: cpp17: 'time' is no key here"),
        ("by_language: {cpp17: 3}", "by_language: cpp17: expected keys with values, got 3"),
        ("stop: true", "'stop' is no key here"),
    ],
)
def test_slips_are_told(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(BrokenPackage) as broken:
        read(new(tmp_path, {"pyworker.yaml": text}))
    assert broken.value.faults[0].startswith("pyworker.yaml: ")
    assert fault in broken.value.faults[0]

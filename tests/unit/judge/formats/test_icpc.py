"""Good packages of both versions: cases in order, limits, how output is checked."""

from pathlib import Path

import pytest

from pyworker.judge.formats import read
from pyworker.judge.problem import MIB, CheckerChoice, ProblemLimits
from tests.unit.judge.formats.packages import legacy, new, package, yaml


def test_a_package_is_named_for_its_folder_and_has_the_defaults_where_it_is_silent(
    tmp_path: Path,
) -> None:
    problem = read(new(tmp_path))

    assert problem.name == "sum"
    assert problem.limits == ProblemLimits()
    assert problem.by_language == {}
    assert problem.checker == CheckerChoice("tokens-ignore-case")
    assert not problem.in_order


def test_a_package_in_the_current_folder_has_its_name_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(new(tmp_path))

    assert read(Path()).name == "sum"


def test_cases_are_the_files_of_the_package(tmp_path: Path) -> None:
    sample, secret = read(legacy(tmp_path)).cases

    assert (sample.name, sample.hidden, sample.points) == ("sample/1", False, 1)
    assert (secret.name, secret.hidden, secret.points) == ("secret/1", True, 1)
    assert sample.input.path.read_text() == "1 2\n"
    assert sample.answer.path.read_text() == "3\n"
    assert (secret.input.size, secret.answer.size) == (4, 2)


def test_samples_come_first_then_names_in_order_folder_by_folder(tmp_path: Path) -> None:
    names = [
        "secret/2", "secret/10", "secret/group1/02", "secret/group1/01", "secret/group-2/1",
        "secret/group1/deep/1", "secret/z", "sample/b", "sample/a",
    ]  # fmt: skip
    files = {f"data/{name}{end}": "" for name in names for end in (".in", ".ans")}

    problem = read(package(tmp_path, {"problem.yaml": ""}, files))

    assert [case.name for case in problem.cases] == [
        "sample/a", "sample/b", "secret/10", "secret/2", "secret/group-2/1", "secret/group1/01",
        "secret/group1/02", "secret/group1/deep/1", "secret/z",
    ]  # fmt: skip


def test_files_beside_the_cases_are_passed_over(tmp_path: Path) -> None:
    beside = {
        f"data/sample/{name}": "text"
        for name in ("1.hint", "1.desc", "1.png", "1.in.statement", "1.interaction", ".gitignore",
                     "-x.in", "README")
    }  # fmt: skip
    others = {"data/invalid_input/1.in": "x", "data/invalid_output/a b.in": "x"}

    problem = read(new(tmp_path, beside, others))

    assert [case.name for case in problem.cases] == ["sample/1", "secret/1"]


def test_a_package_without_samples_is_fine(tmp_path: Path) -> None:
    without = {"data/sample/1.in": None, "data/sample/1.ans": None}

    assert [case.name for case in read(new(tmp_path, without)).cases] == ["secret/1"]


def test_limits_of_the_new_format(tmp_path: Path) -> None:
    said = yaml(
        "limits: {time_limit: 2.5, memory: 512, output: 4, compilation_time: 20, "
        "compilation_memory: 1024, code: 64, validation_time: 9, validation_memory: 9, "
        "validation_output: 9, time_resolution: 0.1, "
        "time_multipliers: {ac_to_time_limit: 3, time_limit_to_tle: 1.2}}"
    )

    assert read(new(tmp_path, said)).limits == ProblemLimits(
        2.5, 512 * MIB, 4 * MIB, 20.0, 1024 * MIB
    )


def test_limits_of_the_legacy_format(tmp_path: Path) -> None:
    said = {"problem.yaml": "limits: {time_multiplier: 3, time_safety_margin: 2.5, memory: 64}"}

    limits = read(legacy(tmp_path, said, {".timelimit": "3\n"})).limits

    assert limits == ProblemLimits(time_s=3.0, memory_bytes=64 * MIB)


@pytest.mark.parametrize("version", ["legacy", "legacy-icpc"])
def test_legacy_versions_by_name(tmp_path: Path, version: str) -> None:
    flags = yaml("validator_flags: case_sensitive", version)

    assert read(legacy(tmp_path, flags)).checker == CheckerChoice("tokens")


def test_keys_for_people_are_passed_over(tmp_path: Path) -> None:
    new_keys = yaml(
        "name: {en: Sum}\nuuid: 0-1\nversion: '1'\ncredits: {authors: [A <a@b.c>]}\n"
        "source: [{name: x, url: y}]\nlicense: cc0\nrights_owner: x\nembargo_until: 2030-01-01\n"
        "keywords: [a]\nlanguages: [cpp]\nallow_file_writing: false\ntype: [pass-fail]\n"
        "constants: {}\n"
    )
    old_keys = yaml(
        "name: Sum\nuuid: 0-1\nauthor: A\nsource: x\nsource_url: y\nlicense: cc0\n"
        "rights_owner: x\nkeywords: a b\ntype: pass-fail\nvalidation: default\ngrading: {}\n",
        "legacy",
    )

    assert read(new(tmp_path / "1", new_keys)).cases
    assert read(legacy(tmp_path / "2", old_keys)).cases


def test_legacy_stops_at_the_first_failure_unless_a_folder_goes_on(tmp_path: Path) -> None:
    goes_on = {"data/secret/testdata.yaml": "on_reject: continue\n"}

    assert read(legacy(tmp_path / "1")).stop_at_first
    assert not read(legacy(tmp_path / "2", goes_on)).stop_at_first
    assert not read(new(tmp_path / "3")).stop_at_first

"""Packages that cannot be judged: all that is wrong is told at once, and nothing is guessed."""

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pyworker.judge.formats import BrokenPackage, read
from pyworker.judge.problem import Problem
from tests.unit.judge.formats.packages import CASES, legacy, new, package, yaml


def faults(path: Path) -> list[str]:
    with pytest.raises(BrokenPackage) as broken:
        read(path)
    assert str(path) in str(broken.value)
    return list(broken.value.faults)


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    path = new(
        tmp_path,
        yaml("limits: {time_limit: -1, memory: half, colour: red}\ntype: interactive\nmemory: 5"),
        {
            "data/secret/2.in": "",
            "data/secret/3.ans": "",
            "data/secret/g/test_group.yaml": "output_validator_args: {",
            "data/4.in": "",
            "pyworker.yaml": "points: {secret/9: 1}",
        },
    )

    told = "\n".join(faults(path))

    for fault in (
        "problem.yaml: limits: time_limit: expected a number from 0.001, got -1",
        "problem.yaml: limits: memory: expected a whole number from 1, got 'half'",
        "problem.yaml: limits: 'colour' is no key here; correct its name, or delete it",
        "problem.yaml: type: 'interactive' is not supported",
        "problem.yaml: 'memory' is no key here",
        "data/secret/2.in: its answer 2.ans is missing",
        "data/secret/3.ans: its input 3.in is missing",
        "data/secret/g/test_group.yaml:1: is no YAML",
        "data/4.in: move it to data/sample or data/secret",
        "pyworker.yaml: points: no case or folder 'secret/9'",
    ):
        assert fault in told


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [", "problem.yaml:1: is no YAML: "),
        ("a: 1\na: 2", "problem.yaml:2: is no YAML: 'a' is given twice"),
        ("- a", "problem.yaml: expected keys with values, got a list"),
        ("a: !!python/object:os.system {}", "problem.yaml:1: is no YAML: could not determine"),
        ("a: 2025-13-41", "problem.yaml: is no YAML: month must be in 1..12"),
        ("[" * 5000, "problem.yaml: is nested too deeply"),
        ("#" * (1 << 18) + "\n", "problem.yaml: is no YAML: longer than 262144 bytes"),
        ("a: \0", "problem.yaml: is no YAML: special characters are not allowed"),
        ("limits: 5", "problem.yaml: limits: expected keys with values, got 5"),
        ("problem_format_version: 2099-01", "'2099-01' is not known; known are legacy, legacy-ic"),
        ("problem_format_version: 2023-07-draft", "'2023-07-draft' is not known"),
        ("limits: {memory: 99999999}", "memory: expected a whole number up to 1048576"),
        ("limits: {time_limit: 5}", "limits: 'time_limit' is no key here"),
    ],
)
def test_metadata_that_cannot_be_read(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in faults(legacy(tmp_path, {"problem.yaml": text}))[0]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = legacy(tmp_path)
    (path / "problem.yaml").write_bytes(b"name: \xff\n")

    assert faults(path) == ["problem.yaml: is no YAML: invalid start byte"]


@pytest.mark.parametrize(
    ("version", "text", "fault"),
    [
        ("legacy", "type: scoring", "type: 'scoring' is not supported; only pass-fail"),
        ("legacy", "validation: custom interactive", "validation: interactive problems are not"),
        ("legacy", "validation: custom", "custom output validators are not supported"),
        ("legacy", "validation: other", "validation: expected default or custom, got 'other'"),
        ("legacy", "validator_flags: fuzzy", "'fuzzy' is no argument of the default output"),
        (
            "legacy",
            "validator_flags: [case_sensitive]",
            "expected a text for the default validator",
        ),
        ("2025-09", "type: [pass-fail, multi-pass]", "type: 'multi-pass' is not supported"),
        ("2025-09", "type: submit-answer", "type: 'submit-answer' is not supported"),
        ("2025-09", "constants: {n: 5}", "constants: are not supported"),
        ("2025-09", "validation: default", "'validation' is no key here"),
        ("2025-09", "limits: {time_limit: .inf}", "expected a number from 0.001, got inf"),
        ("2025-09", "limits: {time_limit: 1.0e+9}", "expected a number up to 86400"),
        ("2025-09", "limits: {time_multipliers: {x: 1}}", "time_multipliers: 'x' is no key here"),
    ],
)
def test_what_is_not_supported_is_named(
    tmp_path: Path, version: str, text: str, fault: str
) -> None:
    path = package(tmp_path, yaml(text, version), CASES)

    assert any(fault in told for told in faults(path))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("output_validator/validate.py", "output_validator: custom output validators are not"),
        ("output_validators/v.py", "output_validators: custom output validators are not"),
        ("static_validator/check.py", "static_validator: is not supported"),
        ("include/cpp/main.cpp", "include: files to be added to submissions"),
        ("data/secret/1.files/extra.txt", "data/secret/1.files: input files are not supported"),
        ("data/secret/7.yaml", "data/secret/7.yaml: its input 7.in is missing"),
        ("data/secret/two words.in", "data/secret/two words.in: rename it"),
        ("data/secret/caf\u00e9/1.in", "data/secret/caf\\xe9: rename it"),
    ],
)
def test_folders_and_files_that_would_change_a_verdict(
    tmp_path: Path, name: str, fault: str
) -> None:
    assert any(told.startswith(fault) for told in faults(new(tmp_path, {name: "x"})))


def test_a_legacy_package_with_default_validation_does_not_use_its_validators(
    tmp_path: Path,
) -> None:
    beside = {"output_validators/validate.py": "x", "output_validator/validate.py": "x"}

    assert read(legacy(tmp_path, beside)).cases


def test_a_package_without_secret_cases_is_refused(tmp_path: Path) -> None:
    without = {"data/secret/1.in": None, "data/secret/1.ans": None}

    assert faults(new(tmp_path, without)) == [
        "data/secret: no test cases; put NAME.in and NAME.ans there"
    ]


def test_test_data_that_is_no_file(tmp_path: Path) -> None:
    path = new(tmp_path, {"data/secret/2.ans": "", "data/secret/3.ans": ""})
    os.mkfifo(path / "data/secret/2.in")
    (path / "data/secret/3.in").mkdir()

    assert faults(path) == ["data/secret/2.in: is no file", "data/secret/3.in: is no file"]


def test_metadata_that_is_no_file(tmp_path: Path) -> None:
    path = new(tmp_path, {"problem.yaml": None})
    os.mkfifo(path / "problem.yaml")

    assert faults(path) == ["problem.yaml: is no file"]


def test_a_message_is_not_as_long_as_a_package_is_wrong(tmp_path: Path) -> None:
    path = new(tmp_path, {f"data/secret/{n}.ans": "" for n in range(100, 200)})

    with pytest.raises(BrokenPackage) as broken:
        read(path)

    assert len(broken.value.faults) == 100
    assert str(broken.value).splitlines()[-2:] == [broken.value.faults[29], "... and 70 more"]


def test_a_path_that_the_system_refuses_is_a_broken_package(tmp_path: Path) -> None:
    assert faults(tmp_path / ("a" * 300))[0].endswith(": File name too long")


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda path: None, "no such folder"),
        (lambda path: path.mkdir(), "problem.yaml: no such file; a problem package has one"),
        (lambda path: path.write_text("PK"), "is no folder; unpack a packed problem first"),
    ],
)
def test_what_is_no_package(tmp_path: Path, make: Callable[[Path], object], fault: str) -> None:
    make(tmp_path / "sum")

    assert faults(tmp_path / "sum") == [fault]


def read_or_fault(path: Path) -> Problem | tuple[str, ...]:
    try:
        return read(path)
    except BrokenPackage as broken:
        return broken.faults


_KEYS = st.sampled_from(
    ["problem_format_version", "type", "limits", "memory", "validation", "validator_flags", "name",
     "time_limit", "constants", "<<", "time_multipliers", "max_score", "output_validator_args"]
)  # fmt: skip
_SCALARS = st.sampled_from(
    ["2025-09", "legacy", "default", "custom", "case_sensitive", "1", "-1", "1.5", "~", "true",
     ".nan", ".inf", "1e400", "2025-01-01", "*a", "&a x", "'", "[", "{", "!!int x", "0x", "99" * 50]
)  # fmt: skip


@given(
    st.text(max_size=60)
    | st.lists(st.tuples(_KEYS, _SCALARS), max_size=6).map(
        lambda pairs: "".join(f"{key}: {value}\n" for key, value in pairs)
    )
)
def test_whatever_metadata_says_it_is_a_problem_or_a_broken_package(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = new(tmp_path_factory.mktemp("any"))
    for name in ("problem.yaml", "pyworker.yaml", "data/secret/test_group.yaml"):
        (path / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        outcome = read_or_fault(path)
        if not isinstance(outcome, Problem):
            assert outcome
            assert all(fault and "\n" not in fault for fault in outcome)
        if name == "problem.yaml":
            new(path.parent)

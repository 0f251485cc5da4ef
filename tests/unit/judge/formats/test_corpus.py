"""The packages of the corpus: they are read, and their data is what their generators write."""

import subprocess
import sys
from pathlib import Path

import pytest

from pyworker.judge.formats import read
from pyworker.judge.formats.expected import submissions
from pyworker.judge.judgement import Verdict

PROBLEMS = Path(__file__).parents[3] / "corpus/problems"
PACKAGES = sorted(path.parent for path in PROBLEMS.glob("*/problem.yaml"))
MOST_BYTES = 200_000


def data(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in (".in", ".ans")
    }


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.name)
def test_data_is_what_the_generator_writes(path: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, path / "generators/generate.py", tmp_path], check=True)

    assert data(tmp_path) == data(path / "data")


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.name)
def test_inputs_are_valid(path: Path) -> None:
    for case in read(path).cases:
        validator = [sys.executable, str(path / "input_validators/validate.py")]
        with case.input.path.open() as stdin:
            assert subprocess.run(validator, stdin=stdin, check=False).returncode == 42, case.name


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.name)
def test_every_package_has_right_wrong_slow_and_crashing_programs(path: Path) -> None:
    found = submissions(path)

    for language in ("cpp", "python3"):
        assert any(each.allowed == {Verdict.AC} for each in found if each.language == language)
    for verdict in (Verdict.WA, Verdict.TLE, Verdict.RE):
        assert any(verdict in each.allowed and Verdict.AC not in each.allowed for each in found)


def test_both_versions_all_verdicts_and_several_checkers_are_in_it() -> None:
    allowed = [each.allowed for path in PACKAGES for each in submissions(path)]

    assert set(Verdict) - {Verdict.IE} == frozenset[Verdict]().union(*allowed)
    assert {read(path).checker.name for path in PACKAGES} == {
        "tokens-ignore-case", "floats", "exact", "unordered-lines",
    }  # fmt: skip
    assert {read(path).stop_at_first for path in PACKAGES} == {True, False}


def test_it_is_small() -> None:
    assert sum(file.stat().st_size for file in PROBLEMS.rglob("*") if file.is_file()) < MOST_BYTES

"""Where the time limit comes from when ``problem.yaml`` has none."""

from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from pyworker.judge.formats import BrokenPackage, read, timing
from tests.unit.judge.formats.packages import legacy, new, yaml

DOMJUDGE = {"domjudge-problem.ini": "name='Sum'\ntimelimit='5'\ncolor='#ff0000'\n"}
KATTIS = {".timelimit": "3\n"}


@pytest.mark.parametrize("write", [legacy, new])
def test_files_that_hold_what_was_measured(tmp_path: Path, write: Callable[..., Path]) -> None:
    assert read(write(tmp_path / "1", DOMJUDGE)).limits.time_s == 5
    assert read(write(tmp_path / "2", DOMJUDGE, KATTIS)).limits.time_s == 3
    assert read(write(tmp_path / "3")).limits.time_s == 1


def test_problem_yaml_wins(tmp_path: Path) -> None:
    said = yaml("limits: {time_limit: 0.5}")

    assert read(new(tmp_path, said, KATTIS)).limits.time_s == 0.5


@pytest.mark.parametrize(
    "text", ["timelimit = 2.5\n", 'timelimit="2.5"', "a=1\r\ntimelimit=2.5\r\n"]
)
def test_domjudges_file_in_other_hands(tmp_path: Path, text: str) -> None:
    assert read(legacy(tmp_path, {"domjudge-problem.ini": text})).limits.time_s == 2.5


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({".timelimit": "soon"}, ".timelimit: expected a number from 0.001, got 'soon'"),
        ({".timelimit": "0"}, ".timelimit: expected a number from 0.001, got '0'"),
        ({"domjudge-problem.ini": "timelimit='x'"}, "domjudge-problem.ini: expected a number"),
    ],
)
def test_what_is_no_time_is_told(tmp_path: Path, files: dict[str, str], fault: str) -> None:
    with pytest.raises(BrokenPackage, match=fault):
        read(legacy(tmp_path, files))


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_any_bytes_are_a_time_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, kattis: bytes, domjudge: bytes
) -> None:
    root = tmp_path_factory.mktemp("any")
    (root / ".timelimit").write_bytes(kattis)
    (root / "domjudge-problem.ini").write_bytes(b"timelimit=" + domjudge)
    faults: list[str] = []

    time_s = timing.read(root, 1.0, faults)

    assert time_s == 1.0 if faults else 0.001 <= time_s <= 86400

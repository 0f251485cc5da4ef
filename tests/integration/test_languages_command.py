"""``pyworker languages``: what is installed, and whether it works."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pyworker.cli import main
from pyworker.judge.languages import load
from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.port import SandboxUnavailable

# Few, so that it takes little time.
KEPT = ("c", "ruby")
FEW = "".join(f"[{each.name}]\noffered = false\n" for each in load() if each.name not in KEPT)
OWN = """
[absent]
file = "x"
run = ["no-such-program"]
version = ["no-such-program"]
package = "some-package"

[wrong]
file = "x"
run = ["echo", "something else"]
version = ["echo", "wrong 1.0"]
hello = "?"

[untried]
file = "x"
run = ["true"]
version = ["true"]

[silent]
file = "x"
run = ["true"]
version = ["false"]
"""


@pytest.fixture(autouse=True)
def sandbox() -> None:
    try:
        open_sandbox(cores=1).close()
    except SandboxUnavailable as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


def asked(folder: Path, rows: str, *args: str) -> Result:
    file = folder / "rows.toml"
    file.write_text(rows)
    environment = {"PYWORKER_LANGUAGES": str(file), "PYWORKER_CACHE_DIR": str(folder / "cache")}
    return CliRunner().invoke(main, ["languages", *args], env=environment)


def test_a_table_for_people(tmp_path: Path) -> None:
    result = asked(tmp_path, FEW)

    assert result.exit_code == 0, result.output
    heading, *lines = result.stdout.splitlines()
    assert heading.split() == ["LANGUAGE", "ALIASES", "VERSION", "SELF-TEST", "CPU"]
    assert [line.split()[0] for line in lines] == ["c", "ruby"]
    assert all("passed" in line for line in lines)
    # The self-test proves nothing by a program of an earlier time, and leaves none.
    assert not (tmp_path / "cache").exists()


def test_what_does_not_work_or_is_not_there_is_told(tmp_path: Path) -> None:
    result = asked(tmp_path, FEW + OWN)
    lines = {line.split()[0]: line for line in result.stdout.splitlines() if line}

    assert result.exit_code == 1
    assert "passed" in lines["c"]
    assert "WA: wrong-output" in lines["wrong"]
    assert "not tried: its row has no hello" in lines["untried"]
    assert "failed: silent: false failed in the sandbox" in lines["silent"]
    assert lines["absent:"] == "  absent: no-such-program not found; apt install some-package"


def test_all_of_it_for_programs(tmp_path: Path) -> None:
    result = asked(tmp_path, FEW + OWN, "--json")
    told: dict[str, Any] = json.loads(result.stdout)
    rows = {row["name"]: row for row in told["languages"]}

    assert list(rows) == ["c", "ruby", "wrong", "untried", "silent"]
    assert rows["c"]["verdict"] == "AC"
    assert rows["c"]["version"].startswith("gcc")
    assert rows["c"]["compile_ms"] > 0
    assert rows["wrong"]["verdict"] == "WA"
    assert rows["wrong"]["version"] == "wrong 1.0"
    assert (rows["untried"]["verdict"], rows["untried"]["problem"]) == ("", "")
    assert told["missing"] == [
        {"name": "absent", "programs": ["no-such-program"], "package": "some-package"}
    ]


def test_a_wrong_row_is_told_in_full(tmp_path: Path) -> None:
    result = asked(tmp_path, "[ruby]\ntime_factor = 'x'\nprocesses = 0\n")

    assert result.exit_code == 2
    assert [line.split("rows.toml: ")[1] for line in result.stderr.splitlines()] == [
        "[ruby] time_factor: expected a number from 0.01 to 1000",
        "[ruby] processes: expected a number from 1 to 4096",
    ]

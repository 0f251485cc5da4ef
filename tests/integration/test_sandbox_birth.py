"""Birth inside a group of version 2, on this machine's own kernel."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pyworker.sandbox.native.cgroups.layout import V2, detect

ROOT = Path(__file__).parents[2]


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    """This machine's hierarchies of version 2 alone: it is used though version 1 is there."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    only_v2 = [line for line in lines if " - cgroup2 " in line]
    (tmp_path / "mountinfo").write_text("\n".join(only_v2))
    shutil.copyfile("/proc/self/cgroup", tmp_path / "cgroup")
    if V2 not in detect(tmp_path).bases:
        pytest.skip("no version 2 here that is ours: test_sandbox_v2 has a kernel of its own")
    return tmp_path


def birth(*arguments: str) -> dict[str, Any]:
    program = [sys.executable, "-m", "tests.integration.birth_runs", *arguments]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_group_counts_all_that_a_process_did_that_was_born_in_it(mounts: Path) -> None:
    seen = birth(str(mounts))

    assert seen["born"]
    assert seen["group"].split("/")[-1].startswith((seen["name"], "run-"))
    assert seen["counted_s"] >= seen["own_s"] - 2e-6  # one is rounded to microseconds
    assert seen["counted_s"] > 0
    assert seen["ended_as_itself"]


def test_where_the_kernel_refuses_a_process_moves_in(mounts: Path, tmp_path: Path) -> None:
    seen = birth(str(mounts), "--into", str(tmp_path))  # no group at all

    assert not seen["born"]
    assert seen["group"].split("/")[-1].startswith((seen["name"], "run-"))
    assert seen["counted_s"] < seen["own_s"]  # what it did before it moved is not in it
    assert seen["ended_as_itself"]

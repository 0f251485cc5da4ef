"""``pyworker doctor`` on this machine: as who runs the tests, and as a user who owns nothing."""

import errno
import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pyworker.cli import main
from tests.integration import ordinary_user
from tests.unit.sandbox import filtered

ROOT = Path(__file__).parents[2]
GROUPS = ["Kernel", "Cgroups", "Namespaces", "Accuracy", "Languages"]


def test_lines_for_people() -> None:
    done = CliRunner().invoke(main, ["doctor"])
    lines = done.output.splitlines()

    assert done.exit_code == 0, done.output
    assert [line for line in lines if line and line[0] != " "] == [*GROUPS, "Judging"]
    assert any(line.split()[:2] == ["ok", "version"] for line in lines)
    assert any("a run of /bin/true" in line and "ms on a processor" in line for line in lines)
    assert " ".join(lines[-1].split()) == "ok all in all untrusted programs can be run"


def test_json_for_programs() -> None:
    done = CliRunner().invoke(main, ["doctor", "--json"])
    facts: dict[str, Any] = json.loads(done.output)
    trial = facts["trial"]

    assert (done.exit_code, facts["safe"]) == (0, True)
    assert list(facts["findings"]) == GROUPS
    assert {"pid", "net", "mount"} <= set(trial["mode"]["namespaces"])
    assert 0 < trial["cpu_ms"] < trial["median_ms"]
    assert 0 < trial["fastest_ms"] <= trial["median_ms"]
    assert trial["memory_bytes"] > 0
    assert trial["problem"] == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user: run as root")
def test_as_a_user_it_is_safe_and_says_what_is_reduced(tmp_path: Path) -> None:
    facts = json.loads(ordinary_user.run("pyworker", "doctor", "--json", home=tmp_path))
    lacking = [f for f in facts["findings"]["Cgroups"] if f["state"] == "missing"]
    mode = facts["trial"]["mode"]

    assert facts["safe"]
    assert (mode["user"], mode["insecure"]) == ("same", False)
    assert "user" in mode["namespaces"]
    assert facts["findings"]["Namespaces"][0]["state"] == "ok"
    assert [f["name"] for f in lacking] == ["memory", "pids", "cpuacct"]
    assert all(f["remedy"] for f in lacking)
    assert (mode["cgroups"], mode["cpu_kind"]) == ("none", "rusage")
    assert any("no cgroups" in text for text in mode["reduced"])


def test_where_namespaces_are_refused_it_fails_and_names_the_step() -> None:
    """A filter of system calls refuses unshare, as a container's does."""
    doctor = [sys.executable, "-m", "pyworker", "doctor", "--json"]
    done = subprocess.run(
        [sys.executable, filtered.__file__, _refusing_unshare().hex(), "[]", *doctor],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        timeout=60,
    )
    facts = json.loads(done.stdout.splitlines()[-1])
    namespaces = facts["findings"]["Namespaces"][0]

    assert (done.returncode, facts["safe"], facts["trial"]["mode"]) == (1, False, None)
    assert "refused (user namespace: EPERM)" in namespaces["text"]
    assert namespaces["remedy"]
    assert "Operation not permitted" in facts["trial"]["problem"]


def _refusing_unshare() -> bytes:
    number = {"x86_64": 272, "aarch64": 97}[os.uname().machine]
    load, equal, answer = 0x20, 0x15, 0x06
    refused, allowed = 0x00050000 | errno.EPERM, 0x7FFF0000
    steps = [
        (load, 0, 0, 0),
        (equal, 0, 1, number),
        (answer, 0, 0, refused),
        (answer, 0, 0, allowed),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)

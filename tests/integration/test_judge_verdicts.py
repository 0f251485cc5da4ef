"""The verdict corpus: programs for every verdict and cause, judged for real, by several users."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pyworker.judge.judgement import Verdict
from pyworker.judge.verdict import Cause
from pyworker.sandbox.native.cgroups.layout import detect
from pyworker.sandbox.native.cgroups.removal import new_name, remove
from tests.integration import ordinary_user
from tests.integration.verdict_corpus import CORPUS, programs

EXPECTED = tomllib.loads((CORPUS / "expected.toml").read_text())
DRIVER = "tests.integration.verdict_corpus"
LANGUAGES = ("cpp17", "python3")

every_language = pytest.mark.parametrize("language", LANGUAGES)
root_only = pytest.mark.skipif(
    os.geteuid() != 0, reason="becomes another user: run as root; the others run as a user now"
)


def holds(report: Any, language: str) -> None:
    """Compare what came out of each program with the table."""
    reduced = EXPECTED["without-cgroups"][language] if report["mode"]["cgroups"] == "none" else {}
    assert report["found"] == EXPECTED[language] | reduced


@pytest.mark.usefixtures("alone")
@every_language
def test_as_whoever_runs_the_tests(language: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", DRIVER, language],
        env=ordinary_user.environment() | {"PYWORKER_CACHE_DIR": str(tmp_path / "cache")},
        cwd=ordinary_user.ROOT,
        input="go\n",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    holds(json.loads(done.stdout), language)


@pytest.mark.usefixtures("alone")
@root_only
@every_language
def test_as_an_ordinary_user(language: str, home: Path) -> None:
    report = json.loads(ordinary_user.run(DRIVER, language, home=home))

    assert report["mode"]["namespaces"]
    assert report["mode"]["user"] == "same"
    assert report["mode"]["cgroups"] == "none"
    assert report["mode"]["reduced"]
    holds(report, language)


@pytest.mark.usefixtures("alone")
@root_only
@every_language
def test_as_an_ordinary_user_with_cgroups_of_its_own(
    language: str, home: Path, delegated: list[Path]
) -> None:
    report = json.loads(ordinary_user.run(DRIVER, language, home=home, groups=delegated))

    assert report["mode"]["cgroups"] != "none"
    assert report["mode"]["reduced"] == []
    holds(report, language)


@every_language
def test_the_table_and_the_folder_have_the_same_programs(language: str) -> None:
    assert {path.stem for path in programs(language)} == set(EXPECTED[language])


def test_every_cause_that_a_program_can_bring_about_is_in_the_corpus() -> None:
    told = {entry for language in LANGUAGES for entry in EXPECTED[language].values()}
    reduced = {e for entries in EXPECTED["without-cgroups"].values() for e in entries.values()}
    causes = {" ".join(entry.split()[:2]) for entry in told | reduced}

    # Refused memory is told from other failures close to the limit only, and nobody can aim there;
    # the others are ours, and no program's.
    rest = {Cause.REFUSED_ALLOCATION, Cause.SANDBOX, Cause.TEST_DATA, Cause.INTERNAL}
    assert {entry.split()[0] for entry in told} == set(Verdict) - {Verdict.IE}
    assert {entry.partition(" ")[2] for entry in causes} - {""} == set(Cause) - rest


@pytest.fixture
def alone() -> Iterator[None]:
    """Wait for the corpus in other processes of the tests: all would run on the same cores."""
    with Path(tempfile.gettempdir(), "pyworker-verdict-corpus.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
def home(server_folder: Path) -> Path:
    """A folder that an ordinary user can reach, and will own."""
    folder = server_folder / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def delegated() -> Iterator[list[Path]]:
    """Groups below our own that belong to the ordinary user."""
    layout = detect()
    if "v2" in layout.bases:
        pytest.skip("the worker would have to leave its own group of version 2 first")
    if layout.reasons:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("\n".join(layout.reasons))
    folders = [Path(f"{base}/test-{new_name('user')}") for base in layout.bases.values()]
    for folder in folders:
        folder.mkdir()
        os.chown(folder, ordinary_user.NOBODY, ordinary_user.NOBODY)
    yield folders
    assert remove([str(folder) for folder in folders], within_s=5.0)

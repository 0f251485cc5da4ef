"""Every installed language works where no cgroup limits memory; runtimes reserve much of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworker.judge.compiler import Compiler, mounts
from pyworker.judge.judge import Judge
from pyworker.judge.judgement import Verdict
from pyworker.judge.languages import load
from pyworker.judge.problem import Blob, Case, Problem, ProblemLimits
from pyworker.judge.submission import Submission
from pyworker.sandbox.native import open_sandbox

LANGUAGES = load(None)


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    cache = tmp_path_factory.mktemp("cache")
    with open_sandbox(mounts=mounts(LANGUAGES, cache), cgroups=False) as sandbox:
        assert sandbox.mode.cgroups == "none"
        yield Judge(sandbox, LANGUAGES, Compiler(cache, sandbox))


@pytest.mark.parametrize("name", [each.name for each in LANGUAGES.installed()])
def test_a_program_is_accepted(judge: Judge, name: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"world\n")
    (tmp_path / "ans").write_bytes(b"hello, world\n")
    case = Case("hello", Blob(tmp_path / "in", 6), Blob(tmp_path / "ans", 13), hidden=False)
    problem = Problem("hello", (case,), ProblemLimits(time_s=5.0))
    hello = LANGUAGES.find(name).hello
    judgement = judge.judge(Submission(hello.encode(), name), problem)
    assert judgement.judged.verdict is Verdict.AC, judgement

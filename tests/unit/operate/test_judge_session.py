"""Opening a judge for a command: flags over settings, and errors in one line."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pyworker import wiring
from pyworker.cli import main
from pyworker.config import Settings
from pyworker.errors import ConfigError, PyworkerError
from pyworker.judge.judge import Judge
from pyworker.sandbox.port import SandboxFailed, SandboxUnavailable


class Opened(PyworkerError):
    """Ends a command as soon as it opens its judge."""


def judge(folder: Path, *flags: str, **env: str) -> Result:
    (folder / "a_in.txt").write_text("1\n")
    (folder / "a_out.txt").write_text("1\n")
    (folder / "a.py").write_text("")
    args = ["judge", str(folder / "a.py"), "--problem", str(folder / "a"), *flags]
    return CliRunner().invoke(main, args, env=env)


@pytest.mark.parametrize(
    ("flags", "env", "cores", "insecure"),
    [
        ([], {}, 0, False),
        (["--cores", "3", "--insecure"], {}, 3, True),
        ([], {"PYWORKER_JUDGE_CORES": "2", "PYWORKER_JUDGE_INSECURE": "true"}, 2, True),
        (["--cores", "3"], {"PYWORKER_JUDGE_CORES": "2"}, 3, False),
    ],
)
def test_flags_win_over_settings(
    flags: list[str],
    env: dict[str, str],
    cores: int,
    insecure: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    seen: list[Settings] = []

    def open_judge(chosen: Settings) -> AbstractContextManager[Judge]:
        seen.append(chosen)
        raise Opened

    monkeypatch.setattr(wiring, "open_judge", open_judge)

    judge(tmp_path, *flags, **env)

    assert [(each.judge_cores, each.judge_insecure) for each in seen] == [(cores, insecure)]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SandboxUnavailable("no namespaces: sysctl this"), 1),
        (SandboxFailed("a box failed"), 1),
        (ConfigError(["cache_dir: others may write to it", "languages_file: gone"]), 2),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_what_keeps_it_from_judging_is_told_in_a_line(
    error: PyworkerError,
    status: int,
    form: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def open_judge(_: Settings) -> AbstractContextManager[Judge]:
        raise error

    monkeypatch.setattr(wiring, "open_judge", open_judge)

    result = judge(tmp_path, *form)

    assert (result.exit_code, result.stdout) == (status, "")
    lines = error.problems if isinstance(error, ConfigError) else (str(error),)
    assert result.stderr.splitlines() == [f"pyworker: {line}" for line in lines]

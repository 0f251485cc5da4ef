"""Flags, messages and exit statuses, as far as no server is needed."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from click.testing import CliRunner, Result

from pyworker import __version__, wiring
from pyworker.cli import console, main
from pyworker.config import KNOWN, Settings
from pyworker.errors import PyworkerError


class Asked(Exception):
    """What the command line came to."""

    def __init__(self, settings: Settings, test_run_id: int | None) -> None:
        super().__init__()
        self.settings = settings
        self.test_run_id = test_run_id


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No .env file, no setting of this machine, and nothing is served."""
    monkeypatch.chdir(tmp_path)
    for name in (*KNOWN, "APP_ENV", "RAILS_ENV", "RACK_ENV"):
        monkeypatch.delenv(name, raising=False)

    def stop(settings: Settings, test_run_id: int | None = None) -> Any:
        raise Asked(settings, test_run_id)

    monkeypatch.setattr(wiring, "start_logging", lambda _settings: None)
    monkeypatch.setattr(wiring, "serve", stop)
    monkeypatch.setattr(wiring, "run_once", stop)


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def asked(*args: str) -> Asked:
    result = run(*args)
    assert isinstance(result.exception, Asked), result.output
    return result.exception


def test_help_teaches_by_examples_settings_and_signals() -> None:
    result = run("--help")

    assert result.exit_code == 0
    for word in ("pyworker 123", "-q critical,3", "pyworker dev", "REDIS_URL", "WORKER_QUEUE"):
        assert word in result.output
    for word in ("../benchmark_ui/.env", ".env.example", "TERM", "TSTP", "TTIN", "--test-run-id"):
        assert word in result.output


def test_h_is_help_as_sidekiqs() -> None:
    assert run("-h").output == run("--help").output


def test_no_line_of_the_help_is_broken_in_a_terminal_of_80_columns() -> None:
    result = CliRunner().invoke(main, ["--help"], terminal_width=80)

    options = result.output.partition("Options:")[2].partition("Commands:")[0]
    assert max(map(len, options.splitlines())) <= 80


def test_the_version_is_told() -> None:
    assert run("--version").output == f"pyworker, version {__version__}\n"


@pytest.mark.parametrize("args", [(), ("--service",)])
def test_without_a_test_run_the_queues_are_served(args: tuple[str, ...]) -> None:
    found = asked(*args)

    assert found.test_run_id is None
    assert found.settings.queues == (("default", 0),)


@pytest.mark.parametrize("args", [("123",), ("--test-run-id", "123"), ("--test-run-id=123",)])
def test_a_number_is_a_test_run(args: tuple[str, ...]) -> None:
    assert asked(*args).test_run_id == 123


def test_flags_follow_a_leading_number() -> None:
    found = asked("0123", "-v", "--log-format", "json")

    assert found.test_run_id == 123
    assert (found.settings.log_level, found.settings.log_format) == ("debug", "json")


def test_each_flag_has_its_setting() -> None:
    flags = "-c 3 --processes 2 -q high,3 -q low -r a.b -r c.py -t 1.5 -g blue"

    chosen = asked(*flags.split()).settings

    assert (chosen.concurrency, chosen.processes, chosen.shutdown_timeout_s) == (3, 2, 1.5)
    assert chosen.queues == (("high", 3), ("low", 0))
    assert (chosen.require, chosen.tag) == (("a.b", "c.py"), "blue")


def test_a_flag_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKER_QUEUE", "environment")
    monkeypatch.setenv("RAILS_MAX_THREADS", "9")

    chosen = asked("-q", "flag").settings

    assert chosen.queues == (("flag", 0),)
    assert chosen.concurrency == 9


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("0",), r"'--test-run-id': 0 is not in the range x>=1"),
        (("--test-run-id", "0"), r"0 is not in the range x>=1"),
        (("--test-run-id", "x"), r"'x' is not a valid integer range"),
        (("serve",), r"No such command 'serve'"),
        (("12a",), r"No such command '12a'"),
        (("-5",), r"No such option '?-5"),
        (("--nonsense",), r"No such option '?--nonsense"),
        (("--service", "--test-run-id", "1"), r"--service and --test-run-id exclude one another"),
        (("-c", "0"), r"'-c' / '--concurrency': 0 is not in the range"),
        (("--processes", "0"), r"'--processes': 0 is not in the range"),
        (("-t", "-1"), r"'-t' / '--timeout': -1.0 is not in the range"),
        (("--log-format", "xml"), r"'xml' is not one of 'pretty', 'json'"),
        (("-q",), r"Option '?-q'? requires an argument"),
    ],
)
def test_a_wrong_command_line_is_refused_in_clicks_words(
    args: tuple[str, ...], message: str
) -> None:
    result = run(*args)

    assert result.exit_code == 2
    assert re.search(message, result.output), result.output


@pytest.mark.parametrize(
    "queue", [",", ",3", ",x", "low,", "low,x", "low,-1", "low,1.5", "low,²", "low,1,2", ""]
)
def test_a_queue_is_a_name_or_a_name_and_a_weight(queue: str) -> None:
    result = run("-q", queue)

    assert result.exit_code == 2
    assert "is not a queue's name, or a name and a weight: low,1" in result.output


def test_a_weight_is_at_most_999() -> None:
    assert asked("-q", "low,999").settings.queues == (("low", 999),)

    result = run("-q", "low,1000")

    assert result.exit_code == 2
    assert "'low,1000': a weight is at most 999" in result.output


def test_wrong_settings_are_all_told_and_exit_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "http://localhost")
    monkeypatch.setenv("RAILS_MAX_THREADS", "many")
    monkeypatch.setenv("PYWORKER_LOG_FORMAT", "xml")

    result = run()

    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert {line.split(": ")[1] for line in lines} == {
        "REDIS_URL",
        "RAILS_MAX_THREADS",
        "PYWORKER_LOG_FORMAT",
    }
    assert result.stdout == ""


def test_an_error_of_ours_is_a_sentence_and_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PyworkerError("no test run 7; see test_runs")

    monkeypatch.setattr(wiring, "run_once", fail)

    result = run("7")

    assert (result.exit_code, result.stderr) == (1, "pyworker: no test run 7; see test_runs\n")


class Figures(NamedTuple):
    """What a one-shot run shows, shortened."""

    test_run_id: int
    mean: float


def test_the_one_job_prints_its_figures_and_exits_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "run_once", lambda _settings, id_: Figures(id_, 0.5))

    result = run("7")

    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["test_run_id", "7"],
        ["mean", "0.5"],
    ]


def test_from_a_shell_the_one_job_leaves_at_once_and_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left: list[int] = []
    monkeypatch.setattr(os, "_exit", left.append)
    monkeypatch.setattr(wiring, "run_once", lambda *_: Figures(7, 0.5))

    monkeypatch.setattr(sys, "argv", ["pyworker", "7"])
    console()

    assert left == [0]
    for arguments in (["0"], ["--version"]):
        monkeypatch.setattr(sys, "argv", ["pyworker", *arguments])
        with pytest.raises(SystemExit):
            console()
    assert left == [0]


def test_dev_is_a_command_with_its_own_help() -> None:
    assert isinstance(main, click.Group)
    assert "dev" in main.commands
    assert run("dev", "--help").exit_code == 0


FILE = """\
concurrency: 2
tag: top
staging:
  tag: of staging
"""


def test_a_file_and_its_section_are_named_by_flags(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(FILE)

    chosen = asked("-C", "mine.yml", "-e", "staging").settings

    assert (chosen.concurrency, chosen.tag) == (2, "of staging")
    assert chosen.sources["environment"] == "-e"


@pytest.mark.parametrize("name", ["sidekiq.yml", "pyworker.yml"])
def test_a_file_in_config_is_read_by_itself(name: str, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / name).write_text(FILE)

    chosen = asked().settings

    assert (chosen.tag, chosen.config_file) == ("top", f"config/{name}")
    assert chosen.sources["config_file"] == "found here"


def test_a_file_that_is_not_there_is_refused() -> None:
    result = run("-C", "none.yml")

    assert (result.exit_code, result.stderr) == (2, "pyworker: none.yml: no such file\n")


def configuration(*args: str) -> dict[str, Any]:
    result = run("config", "--json", *args)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_config_tells_each_value_and_where_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.yml").write_text(FILE + "capsules: {one: {queues: [[a, 2], b]}}\nodd: 1")
    (tmp_path / ".env").write_text("PYWORKER_MAX_RETRIES=3\n")
    monkeypatch.setenv("PYWORKER_TIMEOUT", "9")

    found = configuration("-C", "mine.yml", "-q", "high,2")

    assert (
        found["settings"]
        | {
            "config_file": {"value": "mine.yml", "source": "-C"},
            "concurrency": {"value": 2, "source": "mine.yml:1 concurrency"},
            "shutdown_timeout_s": {"value": 9.0, "source": "PYWORKER_TIMEOUT"},
            "max_retries": {"value": 3, "source": "PYWORKER_MAX_RETRIES in .env"},
            "queues": {"value": [["high", 2]], "source": "-q"},
            "log_format": {"value": "pretty", "source": "default"},
            "extra_capsules": {
                "value": [{"name": "one", "queues": [["a", 2], ["b", 0]], "concurrency": 2}],
                "source": "mine.yml:5 capsules",
            },
        }
        == found["settings"]
    )
    assert found["warnings"] == ["mine.yml:6: odd means nothing to pyworker, and is ignored"]


def test_config_has_a_row_for_every_setting() -> None:
    settings = configuration()["settings"]

    assert settings.keys() == set(Settings.__dataclass_fields__) - {"warnings", "sources"}


def test_config_shows_a_table_for_people(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("capsules: {one: {queues: [[a, 2], b]}}\nodd: 1")

    result = run("-C", "mine.yml", "config", "-c", "3")

    assert result.exit_code == 0
    lines = [re.split(r"  +", line) for line in result.stdout.splitlines()]
    assert ["configuration file: mine.yml"] in lines
    assert ["concurrency", "3", "-c"] in lines
    assert ["queues", "default", "default"] in lines
    assert ["dead_timeout_s", "15552000", "default"] in lines
    assert ["capsule one", "concurrency 3; queues a,2 b", "mine.yml:1 capsules"] in lines
    assert lines[-1] == ["warning: mine.yml:2: odd means nothing to pyworker, and is ignored"]


@pytest.mark.parametrize("flags", [(), ("--json",)])
@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("REDIS_URL", "redis://me:s3cr3t@h/1", "redis://me:***@h:6379/1"),
        ("REDIS_URL", "redis://h/1?password=s3cr3t", "redis://h:6379/1"),
        ("DATABASE_URL", "postgresql://me:s3cr3t@h/x", "host=h password=***"),
        ("DATABASE_URL", "postgresql://h/x?password=s3cr3t&sslpassword=s3cr3t", "password=***"),
        ("DATABASE_URL", "postgresql://h/x?nonsense=s3cr3t", "*** (PostgreSQL's client"),
        ("POSTGRES_PASSWORD", "s3 cr3t s3cr3t", "host=localhost port=5432 password=***"),
    ],
)
def test_config_hides_secrets(
    name: str, value: str, shown: str, flags: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    result = run("config", *flags)

    assert result.exit_code == 0
    assert "cr3t" not in result.output
    assert shown in result.stdout


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_config_tells_all_problems_and_exits_with_2(
    flags: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.yml").write_text("concurrency: x\ntimeout: y")
    monkeypatch.setenv("REDIS_URL", "http://h")

    result = run("config", "-C", "mine.yml", *flags)

    assert (result.exit_code, result.stdout) == (2, "")
    assert [line[:30] for line in result.stderr.splitlines()] == [
        "pyworker: REDIS_URL: expected ",
        "pyworker: mine.yml:1: concurre",
        "pyworker: mine.yml:2: timeout:",
    ]

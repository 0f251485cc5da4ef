"""Flags, messages and exit statuses, as far as no server is needed."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from click.testing import CliRunner, Result

from pyworker import __version__, wiring
from pyworker.cli import main
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
    for name in KNOWN:
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


def test_the_one_job_prints_its_figures_and_exits_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    class Figures(NamedTuple):
        test_run_id: int
        mean: float

    monkeypatch.setattr(wiring, "run_once", lambda _settings, id_: Figures(id_, 0.5))

    result = run("7")

    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["test_run_id", "7"],
        ["mean", "0.5"],
    ]


def test_dev_is_a_command_with_its_own_help() -> None:
    assert isinstance(main, click.Group)
    assert "dev" in main.commands
    assert run("dev", "--help").exit_code == 0

"""What ``pyworker push`` takes, and what it refuses before anything is sent."""

from io import BytesIO
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from pyworker.cli import main
from pyworker.operate.push import Json, Retry, lines


@pytest.mark.parametrize(("text", "retry"), [("true", True), ("false", False), ("0", 0), ("3", 3)])
def test_retry_is_what_sidekiq_knows(text: str, retry: bool | int) -> None:
    found = Retry().convert(text, None, None)

    assert (found, type(found)) == (retry, type(retry))


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ('"a"', "a"), ("[1, null]", [1, None]), ('{"a": 1.5}', {"a": 1.5})],
)
def test_an_argument_is_a_json_value(text: str, value: Any) -> None:
    assert Json().convert(text, None, None) == value


def test_a_plain_word_is_refused_with_what_to_write_instead() -> None:
    with pytest.raises(click.BadParameter, match=r"""'bob' is no JSON; .* '"bob"'"""):
        Json().convert("bob", None, None)


def test_a_line_is_a_list_of_arguments_or_the_one_argument() -> None:
    file = BytesIO(b'7\n[8, true]\n\n{"a": 1}\n"x"')

    assert list(lines(file)) == [[7], [8, True], [{"a": 1}], ["x"]]


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ids"
    path.write_bytes(b"1\nbob\n")

    with path.open("rb") as file, pytest.raises(click.UsageError, match="ids, line 2: no JSON"):
        list(lines(file))


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("push",), "Missing argument 'CLASS'"),
        (("push", "A", "bob"), "'bob' is no JSON"),
        (("push", "A", "--in", "5m", "--at", "+5m"), "--in and --at exclude one another"),
        (("push", "A", "1", "--bulk", __file__), "With --bulk the arguments are in the file"),
        (("push", "A", "--retry", "-1"), "'-1' is neither true nor false"),
        (("push", ""), "class: expected a job class's name"),
        (("retries", "retry"), "Say which jobs"),
        (("retries", "kill", "--all", "--class", "A"), "Say which jobs"),
        (("retries", "frob"), "No such command 'frob'"),
        (("dead", "kill", "--all"), "No such command 'kill'"),
        (("retries", "--before", "soon"), "'soon' is no time"),
        (("queues", "show"), "Missing argument 'NAME'"),
        (("pause",), "Missing argument 'NAME...'"),
        (("status", "--interval", "0"), "0.0 is not in the range"),
    ],
)
def test_wrong_usage_is_exit_status_2(args: tuple[str, ...], problem: str) -> None:
    result = CliRunner().invoke(main, args)

    assert result.exit_code == 2
    assert problem in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "command", ["status", "queues", "pause", "retries", "scheduled", "dead", "push", "cancel"]
)
def test_each_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"], terminal_width=80)

    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80


def test_all_commands_are_listed_in_the_help() -> None:
    output = CliRunner().invoke(main, ["--help"]).output

    for command in ("status", "queues", "pause", "unpause", "retries", "scheduled", "dead"):
        assert f"\n  {command} " in output


def test_settings_that_cannot_be_used_are_exit_status_2() -> None:
    result = CliRunner().invoke(main, ["queues"], env={"REDIS_URL": "http://:secret@host"})

    assert result.exit_code == 2
    assert (
        result.stderr
        == "pyworker: REDIS_URL: expected redis://, rediss:// or unix://, got http://\n"
    )

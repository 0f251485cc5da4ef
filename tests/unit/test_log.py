"""Log lines for people and for programs, and what happens when they cannot be written."""

import json
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from pyworker import log
from pyworker.log import DescriptorHandler, JsonFormatter, PrettyFormatter

STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture(autouse=True)
def outside_heroku(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DYNO", raising=False)


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, put back as it was."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)


def nothing() -> Mapping[str, str]:
    return {}


def one_job() -> Mapping[str, str]:
    return {"class": "Mailer", "jid": "j1"}


def record(message: str, *args: object, **extra: Any) -> logging.LogRecord:
    made = logging.LogRecord("pyworker", logging.INFO, __file__, 1, message, args, None)
    vars(made).update(extra)
    made.created = 1795320459.1239
    return made


def test_a_pretty_line_has_time_process_thread_level_and_message() -> None:
    line = PrettyFormatter(nothing).format(record("ready: %d", 3))

    assert line == f"2026-11-22T04:07:39.123Z pid={os.getpid()} tid={log.tid()} INFO: ready: 3"


def test_a_pretty_line_of_a_job_names_it() -> None:
    line = PrettyFormatter(one_job).format(record("done", elapsed=0.00512345678))

    assert line.endswith(" class=Mailer jid=j1 elapsed=0.005123 INFO: done")
    assert re.match(STAMP, line)


def test_what_a_record_brings_wins_over_the_running_job() -> None:
    line = PrettyFormatter(one_job).format(record("late", jid="other", threads=5))

    assert " class=Mailer jid=other threads=5 INFO: late" in line


def test_heroku_adds_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNO", "worker.1")

    line = PrettyFormatter(nothing).format(record("ready"))

    assert line.startswith(f"pid={os.getpid()} tid=")


def test_a_json_line_has_sidekiqs_names() -> None:
    line = JsonFormatter(one_job).format(record("done", elapsed=0.5))

    assert json.loads(line) == {
        "ts": "2026-11-22T04:07:39.123Z",
        "pid": os.getpid(),
        "tid": log.tid(),
        "lvl": "INFO",
        "msg": "done",
        "ctx": {"class": "Mailer", "jid": "j1", "elapsed": 0.5},
    }
    assert "\n" not in line


@pytest.mark.parametrize("formatter", [PrettyFormatter(nothing), JsonFormatter(nothing)])
def test_an_error_is_told_with_its_traceback(formatter: logging.Formatter) -> None:
    try:
        int("broken")
    except ValueError:
        failed = record("failed", exc_info=sys.exc_info())

    line = formatter.format(failed)

    assert "failed" in line
    assert "Traceback" in line
    assert "ValueError: invalid literal" in line


def test_a_json_line_is_one_line_even_with_a_traceback() -> None:
    line = JsonFormatter(nothing).format(record("a\nb\ud800"))

    assert "\n" not in line
    assert json.loads(line)["msg"] == "a\nb\ud800"


def test_a_line_is_written_at_once_to_its_descriptor() -> None:
    read, write = os.pipe()
    handler = DescriptorHandler(write)

    handler.emit(record("caf\u00e9 %s", "\ud800"))

    assert os.read(read, 100) == b"caf\xc3\xa9 ?\n"
    assert handler.dropped == 0
    os.close(read)
    os.close(write)


def test_a_line_for_a_full_disk_is_dropped_and_nothing_is_raised() -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    handler = DescriptorHandler(descriptor)

    handler.emit(record("one"))
    handler.emit(record("two"))

    assert handler.dropped == 2
    os.close(descriptor)


def test_a_line_that_cannot_be_made_is_dropped_and_nothing_is_raised() -> None:
    handler = DescriptorHandler(1)

    handler.emit(record("%d", "no number"))

    assert handler.dropped == 1


@pytest.mark.parametrize(
    ("style", "formatter"), [("pretty", PrettyFormatter), ("json", JsonFormatter)]
)
def test_setting_up_sends_all_of_the_process_to_one_place(
    root: logging.Logger, style: str, formatter: type
) -> None:
    log.setup("warning", style, nothing)

    (handler,) = root.handlers
    assert isinstance(handler, DescriptorHandler)
    assert type(handler.formatter) is formatter
    assert not root.isEnabledFor(logging.INFO)
    assert root.isEnabledFor(logging.WARNING)


def test_a_threads_id_is_its_number_in_base_36() -> None:
    text = log.tid()

    assert re.fullmatch("[0-9a-z]+", text)
    assert int(text, 36) > 0
    assert text == log.tid()

"""The lines that a job leaves in the log."""

import logging

import pytest

from pyworker.job import Job
from pyworker.middleware.chain import Proceed
from pyworker.middleware.log import log
from pyworker.registry import JobContext

CONTEXT = JobContext(Job("A", ["s3cr3t"]), "default")


def fail(_: JobContext) -> None:
    raise KeyError("x")


def leave(_: JobContext) -> None:
    raise SystemExit


def test_a_job_has_a_line_at_its_start_and_one_at_its_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "pyworker.job")

    result = log(lambda context: context.queue, CONTEXT)

    assert result == "default"
    assert caplog.messages == ["start", "done"]
    assert vars(caplog.records[1])["elapsed"] >= 0


@pytest.mark.parametrize(("call", "error"), [(fail, KeyError), (leave, SystemExit)])
def test_a_job_that_fails_says_so_and_its_error_goes_on(
    caplog: pytest.LogCaptureFixture, call: Proceed, error: type[BaseException]
) -> None:
    caplog.set_level(logging.INFO, "pyworker.job")

    with pytest.raises(error):
        log(call, CONTEXT)

    assert caplog.messages == ["start", "fail"]
    assert vars(caplog.records[1])["elapsed"] >= 0


@pytest.mark.parametrize(("level", "shown"), [(logging.INFO, False), (logging.DEBUG, True)])
def test_arguments_are_shown_at_debug_level_alone(
    caplog: pytest.LogCaptureFixture, level: int, shown: bool
) -> None:
    caplog.set_level(level, "pyworker.job")

    log(lambda _: None, CONTEXT)

    assert ("s3cr3t" in caplog.text) is shown


def test_above_info_level_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "pyworker.job")

    log(lambda _: None, CONTEXT)

    assert caplog.records == []

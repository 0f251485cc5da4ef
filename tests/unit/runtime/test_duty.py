"""A thread that does one thing again and again, whatever happens."""

import logging
import threading
from collections.abc import Callable

import pytest

from pyworker.errors import TransportDown
from pyworker.runtime.duty import Duty
from pyworker.runtime.link import Link


class Steps:
    """A step that fails as it is told and says when it has been taken ``wanted`` times."""

    def __init__(self, wanted: int, *errors: Exception) -> None:
        self.reached = threading.Event()
        self._wanted = wanted
        self._errors = list(errors)
        self.taken = 0

    def __call__(self) -> None:
        self.taken += 1
        if self.taken >= self._wanted:
            self.reached.set()
        if self._errors:
            raise self._errors.pop(0)


def started(steps: Callable[[], object], pause_s: float, link: Link | None = None) -> Duty:
    duty = Duty("test", steps, lambda: pause_s, link or Link())
    duty.start()
    return duty


def test_the_first_step_comes_at_once() -> None:
    steps = Steps(1)

    duty = started(steps, pause_s=3600)

    assert steps.reached.wait(10)
    duty.stop()
    assert steps.taken == 1


def test_steps_are_taken_until_the_end() -> None:
    steps = Steps(5)

    duty = started(steps, pause_s=0)

    assert steps.reached.wait(10)
    duty.stop()
    taken = steps.taken
    assert taken >= 5


def test_a_hurried_duty_does_not_sleep_to_the_end() -> None:
    steps = Steps(2)
    duty = started(steps, pause_s=3600)

    duty.hurry()

    assert steps.reached.wait(10)
    duty.stop()


def test_an_error_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps(3, ValueError("one bad beat"), KeyError("another"))

    duty = started(steps, pause_s=0)

    assert steps.reached.wait(10)
    duty.stop()
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2
    assert "this step failed" in caplog.messages[0]


def test_an_outage_is_the_links_business(caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps(4, *[TransportDown("down")] * 3)

    duty = started(steps, pause_s=0)

    assert steps.reached.wait(10)
    duty.stop()
    assert caplog.messages == ["down; trying again until it answers, nothing is lost"]

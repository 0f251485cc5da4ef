"""An outage is told when it begins and when it ends."""

import logging

import pytest

from pyworker.errors import TransportDown
from pyworker.runtime.link import Link


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "pyworker")
    return caplog


def test_an_outage_is_told_once_however_many_notice_it(told: pytest.LogCaptureFixture) -> None:
    link = Link()

    for _ in range(5):
        link.lost(TransportDown("Redis at h: refused"))

    (record,) = told.records
    assert record.getMessage().startswith("Redis at h: refused; trying again")
    assert record.levelno == logging.ERROR


def test_its_end_is_told_once(told: pytest.LogCaptureFixture) -> None:
    link = Link()
    link.lost(TransportDown("down"))

    link.reached()
    link.reached()

    assert [record.levelname for record in told.records] == ["ERROR", "INFO"]
    assert link.fetched_at == 0


def test_a_fetch_is_noted_and_ends_an_outage(told: pytest.LogCaptureFixture) -> None:
    link = Link()
    link.lost(TransportDown("down"))

    link.fetched()

    assert [record.levelname for record in told.records] == ["ERROR", "INFO"]
    assert link.fetched_at > 0


def test_without_an_outage_nothing_is_told(told: pytest.LogCaptureFixture) -> None:
    Link().reached()

    assert told.records == []


def test_the_next_outage_is_told_again(told: pytest.LogCaptureFixture) -> None:
    link = Link()

    for _ in range(2):
        link.lost(TransportDown("down"))
        link.reached()

    assert [record.levelname for record in told.records] == ["ERROR", "INFO"] * 2

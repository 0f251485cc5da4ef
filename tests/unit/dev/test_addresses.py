"""Which servers the settings name."""

import pytest

from pyworker.dev.addresses import named, shown_database, shown_redis
from pyworker.errors import ConfigError


def test_nothing_is_named_where_settings_are_missing_or_empty() -> None:
    for values in ({}, {"REDIS_URL": "", "DATABASE_URL": "", "POSTGRES_DB": ""}):
        found = named(values)

        assert (found.redis_url, found.database, found.queue) == (None, None, "default")


def test_what_is_named_is_read_as_the_service_reads_it() -> None:
    values = {"REDIS_URL": "redis://cache/1", "POSTGRES_DB": "rails", "WORKER_QUEUE": "low,high"}

    found = named(values)

    assert found.redis_url == "redis://cache/1"
    assert found.database == "host='localhost' port='5432' dbname='rails'"
    assert found.queue == "low"


@pytest.mark.parametrize(
    "values",
    [
        {"REDIS_URL": "http://cache"},
        {"DATABASE_URL": "mysql://db/x"},
        {"DATABASE_URL": "postgresql://db/x?nonsense=1"},
        {"POSTGRES_PORT": "none"},
    ],
)
def test_an_address_that_cannot_be_used_is_an_error_with_its_name(values: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=next(iter(values))):
        named(values)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://cache:6379/1", "redis://cache:6379/1"),
        ("redis://:secret@cache:6379/1", "redis://:***@cache:6379/1"),
        ("rediss://me:se@cret@cache/1", "rediss://me:***@cache/1"),
        ("unix:///run/redis.sock?db=0", "unix:///run/redis.sock?db=0"),
    ],
)
def test_a_shown_redis_has_no_password(url: str, shown: str) -> None:
    assert shown_redis(url) == shown


@pytest.mark.parametrize(
    ("database", "shown"),
    [
        ("postgresql://me:secret@db:6432/x", "user=me dbname=x host=db port=6432"),
        ("host='db' password='se cret'", "host=db"),
    ],
)
def test_a_shown_database_has_no_password(database: str, shown: str) -> None:
    assert shown_database(database) == shown

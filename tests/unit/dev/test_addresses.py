"""Which servers the settings name."""

import pytest

from pyworker.dev.addresses import given_postgres, given_redis, without_password


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({}, None),
        ({"DATABASE_URL": ""}, None),
        ({"DATABASE_URL": "postgresql://db/rails"}, "postgresql://db/rails"),
        ({"POSTGRES_DB": "rails"}, "postgresql://localhost:5432/rails"),
        ({"POSTGRES_USER": "me"}, "postgresql://me@localhost:5432/"),
        (
            {
                "DATABASE_URL": "postgresql://db/rails",
                "POSTGRES_HOST": "db2",
                "POSTGRES_PORT": "6432",
                "POSTGRES_USER": "me",
                "POSTGRES_PASSWORD": "p@ss/word",
                "POSTGRES_DB": "other",
            },
            "postgresql://me:p%40ss%2Fword@db2:6432/other",
        ),
    ],
)
def test_postgres_is_the_five_settings_or_else_the_url(
    environ: dict[str, str], url: str | None
) -> None:
    assert given_postgres(environ) == url


def test_redis_is_the_url_unless_empty() -> None:
    assert given_redis({"REDIS_URL": "redis://cache/1"}) == "redis://cache/1"
    assert given_redis({"REDIS_URL": ""}) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://cache:6379/1", "redis://cache:6379/1"),
        ("redis://:secret@cache:6379/1", "redis://:***@cache:6379/1"),
        (
            "postgresql://me:se@cret@db/x?sslmode=require",
            "postgresql://me:***@db/x?sslmode=require",
        ),
        ("postgresql://me@/x?host=/run/pg", "postgresql://me@/x?host=/run/pg"),
    ],
)
def test_a_shown_url_has_no_password(url: str, shown: str) -> None:
    assert without_password(url) == shown

"""The addresses of Redis and PostgreSQL: secrets, so in the environment alone."""

from collections.abc import Mapping
from typing import NamedTuple

from pyworker.config.environment import source_of
from pyworker.config.table import POSTGRES
from pyworker.config.values import Read, whole

DEFAULT_REDIS = "redis://localhost:6379/0"


class Address(NamedTuple):
    """Where a server is, and which variables say so."""

    url: str
    source: str


def redis_address(values: Mapping[str, str], check: Read, problems: list[str]) -> Address:
    """Find Redis's URL: in REDIS_URL, or in the variable that REDIS_PROVIDER names."""
    provider = values.get("REDIS_PROVIDER", "")
    name = provider or "REDIS_URL"
    url = values.get(name) or DEFAULT_REDIS
    if provider and not values.get(provider):
        # The name is not repeated: if it is a URL by mistake, there may be a password in it.
        named = provider if provider.isidentifier() else "something"
        problems.append(
            f"REDIS_PROVIDER: expected the name of a variable that holds Redis's URL, got {named}, "
            "which is not set"
        )
        return Address(DEFAULT_REDIS, "default")
    try:
        check(url)
    except ValueError as error:
        problems.append(f"{name}: {error}")
    return Address(url, source_of(name, values) if values.get(name) else "default")


def database_address(
    values: Mapping[str, str], problems: list[str], warnings: list[str]
) -> Address:
    """Return a connection string: from the five POSTGRES_* if any is set, else DATABASE_URL."""
    given = {name: text for name in POSTGRES if (text := values.get(f"POSTGRES_{name}", ""))}
    url = values.get("DATABASE_URL", "")
    if url and not given:
        if url.partition("://")[0] not in ("postgresql", "postgres"):
            problems.append("DATABASE_URL: expected postgresql://user:password@host:port/database")
        return Address(url, source_of("DATABASE_URL", values))
    if url:
        warnings.append("DATABASE_URL and POSTGRES_* are both set: the POSTGRES_* settings win")
    parts = {"HOST": "localhost", "PORT": "5432"} | given
    try:
        whole()(parts["PORT"])
    except ValueError as error:
        problems.append(f"POSTGRES_PORT: {error}")
    source = ", ".join(source_of(f"POSTGRES_{name}", values) for name in given) or "default"
    return Address(
        " ".join(f"{POSTGRES[name]}={_quoted(value)}" for name, value in parts.items()), source
    )


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"

"""Which servers the settings name, and how to show their addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from redis.connection import parse_url

from pyworker import config
from pyworker.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Named:
    """What the settings name; None where they do not."""

    redis_url: str | None
    database: str | None
    queue: str


def named(values: Mapping[str, str]) -> Named:
    """Read the servers' addresses and the first queue from checked settings.

    Raises:
        ConfigError: a setting cannot be used.
    """
    settings = config.load(values, {}, parse_url, config.default_file())
    try:
        conninfo_to_dict(settings.database)
    except psycopg.ProgrammingError:
        raise ConfigError(["DATABASE_URL: PostgreSQL's client cannot read it"]) from None
    return Named(
        settings.redis_url if names_redis(values) else None,
        settings.database if names_postgres(values) else None,
        settings.queues[0][0] if settings.queues else "default",
    )


def names_redis(values: Mapping[str, str]) -> bool:
    """Tell whether the settings name a Redis."""
    return bool(values.get("REDIS_URL") or values.get("REDIS_PROVIDER"))


def names_postgres(values: Mapping[str, str]) -> bool:
    """Tell whether the settings name a PostgreSQL."""
    names = ["DATABASE_URL", *(f"POSTGRES_{part}" for part in config.POSTGRES)]
    return any(values.get(name) for name in names)


def shown_redis(url: str) -> str:
    """Return a Redis URL without its password."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    login, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{login.partition(':')[0]}:***@{host}").geturl()


def shown_database(database: str) -> str:
    """Return a connection string without its password."""
    parts = conninfo_to_dict(database)
    parts.pop("password", None)
    return make_conninfo("", **parts)

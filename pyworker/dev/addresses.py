"""Which servers the settings name, and how to show their addresses."""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

POSTGRES_DEFAULTS = {
    "POSTGRES_HOST": "localhost",
    "POSTGRES_PORT": "5432",
    "POSTGRES_USER": "",
    "POSTGRES_PASSWORD": "",
    "POSTGRES_DB": "",
}


def given_redis(environ: Mapping[str, str]) -> str | None:
    """Return the URL of the Redis that the settings name."""
    return environ.get("REDIS_URL") or None


def given_postgres(environ: Mapping[str, str]) -> str | None:
    """Return the URL of the PostgreSQL that the settings name; POSTGRES_* win."""
    if not any(environ.get(name) for name in POSTGRES_DEFAULTS):
        return environ.get("DATABASE_URL") or None
    host, port, user, password, database = (
        quote(environ.get(name) or default, safe="") for name, default in POSTGRES_DEFAULTS.items()
    )
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"postgresql://{login}{host}:{port}/{database}"


def without_password(url: str) -> str:
    """Return a URL that can be shown and logged."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    login, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{login.partition(':')[0]}:***@{host}").geturl()

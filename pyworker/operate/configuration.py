"""``pyworker config``: every setting, where it came from, and nothing secret."""

from collections.abc import Mapping
from typing import Any

import click

from pyworker.config import CapsuleSettings, Settings
from pyworker.config.flags import settings, with_settings
from pyworker.config.table import TABLE
from pyworker.errors import ConfigError
from pyworker.operate.groups import epilog
from pyworker.operate.output import tell, width, with_json
from pyworker.operate.session import Unusable
from pyworker.operate.table import Column, table
from pyworker.transports.redis.endpoint import parse_url

EXAMPLES = (
    ("pyworker config", "what a service that is started here would do"),
    ("pyworker config -C sidekiq.yml -e production", "what a file comes to"),
    ("pyworker config --json | jq .settings.queues", "for programs"),
)
COLUMNS = (Column("SETTING"), Column("VALUE", least=20), Column("SOURCE", least=20))
# What may be shown of PostgreSQL's connection; anything else may be a secret.
SHOWN = ("host", "hostaddr", "port", "user", "dbname", "service", "sslmode", "application_name")
HIDDEN = "***"


@click.command("config", epilog=epilog(EXAMPLES))
@with_settings
@with_json
@click.pass_context
def show(ctx: click.Context, /, as_json: bool, **flags: Any) -> None:
    """Show all settings and where each came from.

    Takes the service's flags. Exit status 2 with every problem, if there is any.
    """
    own = {name: value for name, value in flags.items() if value}
    try:
        chosen = settings(ctx.find_root().params | own, parse_url)
    except ConfigError as error:
        raise Unusable("\npyworker: ".join(error.problems)) from None
    values = shown(chosen)
    facts = {
        "settings": {
            name: {"value": value, "source": chosen.sources.get(name, "default")}
            for name, value in values.items()
        },
        "warnings": chosen.warnings,
    }
    tell(as_json, facts, [*_lines(chosen, values), *_warned(chosen.warnings)])


def shown(chosen: Settings) -> dict[str, Any]:
    """Return the values by name, without passwords."""
    return {
        "config_file": chosen.config_file,
        **{setting.name: getattr(chosen, setting.name) for setting in TABLE},
        "extra_capsules": [capsule._asdict() for capsule in chosen.extra_capsules],
        "redis_url": shown_redis(chosen.redis_url),
        "database": shown_database(chosen.database),
    }


def shown_redis(url: str) -> str:
    """Return a Redis URL without its password."""
    endpoint = parse_url(url)
    scheme, _, where = str(endpoint).partition("://")
    login = f"{endpoint.username}:{HIDDEN}@" if endpoint.password else ""
    return f"{scheme}://{login}{where}"


def shown_database(database: str) -> str:
    """Return a connection string without its password, and without what might be one."""
    # PostgreSQL's client takes as long to load as all the rest.
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        parts = conninfo_to_dict(database)
    except ProgrammingError:
        return f"{HIDDEN} (PostgreSQL's client cannot read it)"
    known = {name: value for name, value in parts.items() if name in SHOWN}
    return make_conninfo("", **known) + (f" password={HIDDEN}" if "password" in parts else "")


def _lines(chosen: Settings, values: Mapping[str, Any]) -> list[str]:
    sources = chosen.sources
    rows = [
        (name, _text(value), sources.get(name, "default"))
        for name, value in values.items()
        if name not in ("config_file", "extra_capsules")
    ]
    rows += [
        (f"capsule {capsule.name}", _capsule(capsule), sources["extra_capsules"])
        for capsule in chosen.extra_capsules
    ]
    file = chosen.config_file or "none"
    return [f"configuration file: {file}", "", *table(COLUMNS, rows, width())]


def _capsule(capsule: CapsuleSettings) -> str:
    return f"concurrency {capsule.concurrency}; queues {_text(capsule.queues)}"


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.15g}"
        case (str() as name, int() as weight):
            return f"{name},{weight}" if weight else name
        case tuple():
            return " ".join(_text(part) for part in value)
        case _:
            return str(value)


def _warned(warnings: tuple[str, ...]) -> list[str]:
    return ["", *(click.style(f"warning: {text}", fg="yellow") for text in warnings)]

"""The command line: its options for settings, named as the attributes of ``Settings``."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from pyworker.config.environment import environment
from pyworker.config.resolution import default_file, load
from pyworker.config.settings import Settings
from pyworker.config.values import Read, size

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Queue(click.ParamType[tuple[str, int]]):
    """``name`` or ``name,weight``, as Sidekiq's -q."""

    name = "name[,weight]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        name, comma, weight = str(value).partition(",")
        if not name or (comma and not (weight.isascii() and weight.isdigit())):
            self.fail(f"{value!r} is not a queue's name, or a name and a weight: low,1", param, ctx)
        if len(weight) > 3:
            self.fail(f"{value!r}: a weight is at most 999", param, ctx)
        return name, int(weight or 0)


class Size(click.ParamType[int]):
    """``512M`` or ``2G``."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return size(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


OPTIONS = (
    click.option("-c", "--concurrency", type=click.IntRange(min=1), help="Threads a process."),
    click.option(
        "--processes", type=click.IntRange(min=1), help="Processes; by default one a core."
    ),
    click.option(
        "-q",
        "--queue",
        "queues",
        type=Queue(),
        multiple=True,
        help="A queue to serve; repeat it. Without weights: strictly in this order.",
    ),
    click.option(
        "-C",
        "--config",
        "config_file",
        metavar="FILE",
        help="A sidekiq.yml; else config/pyworker.yml or config/sidekiq.yml, if there.",
    ),
    click.option(
        "-e",
        "--environment",
        metavar="NAME",
        help="The section of that file; else APP_ENV, RAILS_ENV or RACK_ENV.",
    ),
    click.option(
        "-r",
        "--require",
        multiple=True,
        metavar="MODULE",
        help="Load jobs: myapp.jobs or a .py file.",
    ),
    click.option(
        "-t",
        "--timeout",
        "shutdown_timeout_s",
        type=click.FloatRange(min=0),
        help="Seconds for running jobs at a stop.",
    ),
    click.option(
        "--max-memory",
        "max_memory_bytes",
        type=Size(),
        help="Replace a process that grows beyond this: 512M, 2G.",
    ),
    click.option(
        "--max-jobs", type=click.IntRange(min=0), help="Replace a process after so many jobs."
    ),
    click.option(
        "--health-port",
        type=click.IntRange(1, 65535),
        help="Serve /live, /ready and /metrics there.",
    ),
    click.option("-g", "--tag", help="Shown beside the process in Sidekiq's Web UI."),
    click.option("-v", "--verbose", is_flag=True, help="Log at debug level."),
    click.option(
        "--log-format",
        type=click.Choice(["pretty", "json"]),
        help="Lines for people or for programs.",
    ),
)


def with_settings(command: Decorated) -> Decorated:
    """Give a command all options of settings."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def settings(flags: Mapping[str, Any], check_redis: Read) -> Settings:
    """Read and check all settings.

    Args:
        flags: the values of ``OPTIONS``; others are passed over.
        check_redis: raises ValueError for a URL that cannot be used.

    Raises:
        ConfigError: lists every problem.
    """
    path = Path(flags["config_file"]) if flags.get("config_file") else default_file()
    return load(environment(), said(flags), check_redis, path)


def said(flags: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what was said, by the names of ``Settings``."""
    found = {name: value for name, value in flags.items() if value not in (None, ())}
    if found.pop("verbose", False):
        found["log_level"] = "debug"
    return found

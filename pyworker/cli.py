"""The command ``pyworker``: flags, subcommands, messages and exit statuses.

Exit status: 0 done or stopped as asked, 1 the one job failed, 2 a wrong flag or setting.
"""

import sys
from typing import Any

import click

from pyworker import __version__
from pyworker.errors import ConfigError, PyworkerError

EPILOG = """
\b
Examples:
  pyworker                          serve the queue of WORKER_QUEUE at REDIS_URL
  pyworker -q critical,3 -q low,1   serve two queues, one three times as often
  pyworker -r myapp.jobs            serve the jobs of your own module, too
  pyworker 123                      compute test run 123 now, and exit
  pyworker status                   see processes, running jobs and queues, live
  pyworker dev                      try it all: private Redis and PostgreSQL, sample data

\b
Settings come from the environment, then ../benchmark_ui/.env, then .env; flags win over all.
The most important: REDIS_URL, WORKER_QUEUE, DATABASE_URL or POSTGRES_HOST, _PORT, _USER,
_PASSWORD, _DB. The file .env.example lists them all.

\b
Signals: TERM and INT stop (running jobs get -t seconds, what is left goes back to its queue);
TSTP goes quiet (fetches nothing more); TTIN logs what every thread is doing.
"""


class Group(click.Group):
    """A group that runs without a subcommand; a leading number is a test run's id."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].isascii() and args[0].isdigit():
            args = ["--test-run-id", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_operators_commands()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _operators_commands().get(cmd_name)


def _operators_commands() -> dict[str, click.Command]:
    # Loaded only for whom calls one: the service has no use for them.
    from pyworker.operate.commands import COMMANDS

    return COMMANDS


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


@click.group(cls=Group, invoke_without_command=True, epilog=EPILOG)
@click.option("--service", is_flag=True, help="Serve queues until told to stop (the default).")
@click.option(
    "--test-run-id",
    type=click.IntRange(min=1),
    metavar="ID",
    help="Compute this test run, store its row, print it, exit; so does a leading number.",
)
@click.option("-c", "--concurrency", type=click.IntRange(min=1), help="Threads a process.")
@click.option("--processes", type=click.IntRange(min=1), help="Processes; by default one a core.")
@click.option(
    "-q",
    "--queue",
    "queues",
    type=Queue(),
    multiple=True,
    help="A queue to serve; repeat it. Without weights: strictly in this order.",
)
@click.option(
    "-r", "--require", multiple=True, metavar="MODULE", help="Load jobs: myapp.jobs or a .py file."
)
@click.option(
    "-t", "--timeout", type=click.FloatRange(min=0), help="Seconds for running jobs at a stop."
)
@click.option("-g", "--tag", help="Shown beside the process in Sidekiq's Web UI.")
@click.option("-v", "--verbose", is_flag=True, help="Log at debug level.")
@click.option(
    "--log-format", type=click.Choice(["pretty", "json"]), help="Lines for people or for programs."
)
@click.version_option(__version__, "-V", "--version", prog_name="pyworker")
@click.pass_context
def main(ctx: click.Context, /, **flags: Any) -> None:
    """Run Sidekiq jobs in Python, beside a Rails app, losing none of them.

    Without a subcommand: serve queues, or compute one test run.
    """
    if flags["service"] and flags["test_run_id"]:
        raise click.UsageError("--service and --test-run-id exclude one another.")
    if ctx.invoked_subcommand is None:
        _exit_as_told(lambda: _run(flags))


@main.command()
def dev() -> None:
    """Try pyworker: start what is missing, run a sample job, keep serving until Ctrl-C.

    Uses REDIS_URL and DATABASE_URL or POSTGRES_* where they are set; otherwise it starts a private
    Redis and PostgreSQL with their data below .pyworker/ (or PYWORKER_DATA_DIR).
    """
    import os

    from pyworker.dev import dev as run_dev

    sys.exit(run_dev(os.environ))


@main.command()
@click.argument("scenarios", nargs=-1)
@click.option(
    "--jobs",
    type=click.IntRange(min=1000),
    default=200_000,
    show_default=True,
    help="No-op jobs in a queue; the other counts follow from it.",
)
@click.option(
    "--repeat",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help="Runs of each contender; the median counts.",
)
@click.option("--redis", metavar="URL", default="", help="An empty database; it is left empty.")
@click.option("--database", metavar="URL", default="", help="Gets a schema of its own meanwhile.")
@click.option("--json", metavar="FILE", default="", help="Where the JSON goes; - for it alone.")
@click.option("--list", "listed", is_flag=True, help="Tell what the scenarios are, and exit.")
def bench(scenarios: tuple[str, ...], listed: bool, **options: Any) -> None:
    """Measure pyworker beside its peers: all SCENARIOS, or those named; takes some minutes.

    Uses a private Redis and PostgreSQL, or those that are named here; no others, whatever the
    settings say. Prints a table and, as its last line, the same as JSON.
    """
    from pyworker import bench as room

    if listed:
        click.echo(room.listing())
        return
    _exit_as_told(
        lambda: room.bench(
            scenarios,
            options["jobs"],
            options["repeat"],
            options["redis"],
            options["database"],
            options["json"],
        )
    )


def _run(flags: dict[str, Any]) -> int:
    from pyworker import wiring

    chosen = wiring.settings(
        {
            "concurrency": flags["concurrency"],
            "processes": flags["processes"],
            "queues": flags["queues"] or None,
            "require": flags["require"] or None,
            "shutdown_timeout_s": flags["timeout"],
            "tag": flags["tag"],
            "log_level": "debug" if flags["verbose"] else None,
            "log_format": flags["log_format"],
        }
    )
    wiring.start_logging(chosen)
    if flags["test_run_id"] is None:
        return wiring.serve(chosen)
    for name, value in wiring.run_once(chosen, flags["test_run_id"])._asdict().items():
        click.echo(f"{name:20}{value}")
    return 0


def _exit_as_told(run: Any) -> None:
    """Turn errors of ours into messages: no traceback says what a sentence can."""
    try:
        sys.exit(run())
    except ConfigError as error:
        for problem in error.problems:
            click.echo(f"pyworker: {problem}", err=True)
        sys.exit(2)
    except PyworkerError as error:
        click.echo(f"pyworker: {error}", err=True)
        sys.exit(1)

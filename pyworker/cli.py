"""The command ``pyworker``: flags, subcommands, messages and exit statuses.

Exit status: 0 done or stopped as asked, 1 the one job failed, 2 a wrong flag or setting.
"""

import os
import sys
from typing import Any

import click

from pyworker import __version__
from pyworker.config.flags import with_settings
from pyworker.errors import ConfigError, PyworkerError

EPILOG = """
\b
Examples:
  pyworker                          serve the queue of WORKER_QUEUE at REDIS_URL
  pyworker -q critical,3 -q low,1   serve two queues, one three times as often
  pyworker -r myapp.jobs            serve the jobs of your own module, too
  pyworker -C config/sidekiq.yml -e production    take queues, threads... from a Rails app's file
  pyworker config                   see every setting, and where it came from
  pyworker 123                      compute test run 123 now, and exit
  pyworker status                   see processes, running jobs and queues, live
  pyworker judge a.cpp --problem problems/a       judge a program, without Redis or a database
  pyworker doctor                   what this machine gives a judge, and what to type
  pyworker dev                      try it all: private Redis and PostgreSQL, sample data

\b
Flags win over the environment (filled up from ../benchmark_ui/.env, then .env), the environment
wins over the file of -C, and that over the defaults. The most important variables: REDIS_URL,
WORKER_QUEUE, DATABASE_URL or POSTGRES_HOST, _PORT, _USER, _PASSWORD, _DB. The file .env.example
lists them all, docs/configuration.md all settings in all places.

\b
Signals: TERM and INT stop (running jobs get -t seconds, what is left goes back to its queue);
TSTP goes quiet (fetches nothing more); TTIN logs what every thread is doing; USR2 restarts with
the code and settings of now: new processes first, then the old ones finish.
"""


class Done(SystemExit):
    """The one job is done: all is stored, said and closed, and nothing is left to tidy up."""


def console() -> None:
    """The way in from a shell: ``main``, and the shortest way out."""
    try:
        main()
    except Done:
        os._exit(0)  # the interpreter would take numpy and psycopg apart for 30 ms


class Group(click.Group):
    """A group that runs without a subcommand; a leading number is a test run's id."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].isascii() and args[0].isdigit():
            args = ["--test-run-id", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_operators_commands()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        own = super().get_command(ctx, cmd_name)
        if own:
            return own
        from pyworker import wiring

        # The operator's commands lie below who names backends, and find it here.
        ctx.obj = wiring
        return _operators_commands().get(cmd_name)


def _operators_commands() -> dict[str, click.Command]:
    # Loaded only for whom calls one: the service has no use for them.
    from pyworker.operate.commands import COMMANDS

    return COMMANDS


@click.group(
    cls=Group,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--service", is_flag=True, help="Serve queues until told to stop (the default).")
@click.option(
    "--test-run-id",
    type=click.IntRange(min=1),
    metavar="ID",
    help="Compute this test run, store its row, print it, exit; so does a leading number.",
)
@click.option(
    "--check", is_flag=True, help="Read the settings, load the jobs, say what is wrong, exit."
)
@with_settings
@click.version_option(__version__, "-V", "--version", prog_name="pyworker")
@click.pass_context
def main(ctx: click.Context, /, **flags: Any) -> None:
    """Run Sidekiq jobs in Python, beside a Rails app, losing none of them.

    Without a subcommand: serve queues, or compute one test run.
    """
    service, test_run_id = flags.pop("service"), flags.pop("test_run_id")
    check = flags.pop("check")
    if service and test_run_id:
        raise click.UsageError("--service and --test-run-id exclude one another.")
    if ctx.invoked_subcommand is None:
        _exit_as_told(lambda: _run(flags, test_run_id, check))


@main.command()
def dev() -> None:
    """Try pyworker: start what is missing, run a sample job, keep serving until Ctrl-C.

    Uses REDIS_URL and DATABASE_URL or POSTGRES_* where they are set; otherwise it starts a private
    Redis and PostgreSQL with their data below .pyworker/ (or PYWORKER_DATA_DIR).
    """
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


def _run(flags: dict[str, Any], test_run_id: int | None, check: bool) -> int:
    from pyworker import wiring

    chosen = wiring.settings(flags)
    wiring.start_logging(chosen)
    if check:
        return wiring.check(chosen)
    if test_run_id is None:
        return wiring.serve(chosen)
    for name, value in wiring.run_once(chosen, test_run_id)._asdict().items():
        click.echo(f"{name:20}{value}")
    raise Done(0)


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

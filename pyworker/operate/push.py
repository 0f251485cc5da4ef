"""``pyworker push``: enqueue a job, or many."""

import time
from collections.abc import Iterator, Sequence
from typing import IO, Any

import click
import msgspec

from pyworker.client import Client
from pyworker.operate.groups import epilog
from pyworker.operate.output import tell, with_json
from pyworker.operate.session import nothing, settings, told
from pyworker.operate.times import Duration, Moment

EXAMPLES = (
    ("pyworker push ComputeStats 123", "now"),
    ("""pyworker push Mailer '"a@b.c"' '{"n": 1}'""", "a text, an object"),
    ("pyworker push Mailer 7 --in 5m --retry 3", "in five minutes, three retries"),
    ("pyworker push Mailer --bulk ids.txt", "a job a line: 7, or [7, true]"),
)


class Retry(click.ParamType[bool | int]):
    """What Sidekiq's ``retry`` may be."""

    name = "true|false|number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> bool | int:
        if isinstance(value, bool | int):
            return value
        text = str(value)
        if text in ("true", "false"):
            return text == "true"
        if not (text.isascii() and text.isdigit()):
            self.fail(f"{value!r} is neither true nor false nor a number of retries", param, ctx)
        return int(text)


class Json(click.ParamType[Any]):
    """One JSON value; a plain word is refused rather than guessed at."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            self.fail(f"{value!r} is no JSON; a text needs its quotes: '\"{value}\"'", param, ctx)


@click.command(epilog=epilog(EXAMPLES))
@click.argument("class_name", metavar="CLASS")
@click.argument("args", metavar="[ARG]...", nargs=-1, type=Json())
@click.option("--queue", "-q", help="Its queue; else the first of WORKER_QUEUE.")
@click.option("--in", "delay_s", type=Duration(), help="Later: 90 (seconds), 5m, 2h, 1d.")
@click.option("--at", type=Moment(), help="At a time: '2026-01-31 14:00', +2h.")
@click.option("--retry", type=Retry(), default=True, help="How often a failure is retried.")
@click.option(
    "--bulk", type=click.File("rb"), help="A job a line of FILE, - for stdin: its arguments."
)
@with_json
def push(class_name: str, args: Sequence[Any], as_json: bool, **flags: Any) -> None:
    """Enqueue a job of CLASS; each ARG is a JSON value. Prints its jid.

    Any worker of the queue may run it, one of Ruby's as well.
    """
    if flags["delay_s"] is not None and flags["at"] is not None:
        raise click.UsageError("--in and --at exclude one another.")
    if flags["bulk"] and args:
        raise click.UsageError("With --bulk the arguments are in the file.")
    at = flags["at"] if flags["delay_s"] is None else time.time() + flags["delay_s"]
    chosen = settings()
    queue = flags["queue"] or chosen.queues[0][0]
    # All lines are read before the first is pushed: a wrong one must not leave half of them done.
    many = [args] if flags["bulk"] is None else list(lines(flags["bulk"]))
    if not many:
        nothing("the file has no job in it")
    try:
        with told(), Client(chosen.redis_url) as client:
            jids = client.push_bulk(class_name, many, at=at, queue=queue, retry=flags["retry"])
    except (TypeError, ValueError) as error:
        raise click.UsageError(str(error)) from None
    facts = {"class": class_name, "queue": queue, "at": at, "jids": jids}
    tell(as_json, facts, jids)


def lines(file: IO[bytes]) -> Iterator[list[Any]]:
    """Read a job's arguments from each line: a JSON array, or the one argument itself."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            value = msgspec.json.decode(line)
        except msgspec.DecodeError as error:
            raise click.UsageError(f"{file.name}, line {number}: no JSON: {error}") from None
        yield value if isinstance(value, list) else [value]

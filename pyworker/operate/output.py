"""What a command prints: lines for people, one JSON object for programs."""

import shutil
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click
import msgspec

Command = TypeVar("Command", bound=Callable[..., Any])

with_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def tell(as_json: bool, facts: Any, lines: Sequence[str]) -> None:
    """Print the facts as JSON, or the lines."""
    click.echo(msgspec.json.encode(facts).decode() if as_json else "\n".join(lines))


def width() -> int | None:
    """Return the terminal's columns; None where stdout is a file or a pipe: nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def count(number: int, noun: str) -> str:
    """Write a number of things: ``1 job``, ``1,200 jobs``."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"

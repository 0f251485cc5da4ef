"""Reaching Redis for one command, and saying in one line why it cannot be reached."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import NoReturn

import click

from pyworker.config import Settings, flags
from pyworker.errors import ConfigError, PyworkerError
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.endpoint import Endpoint, parse_url
from pyworker.transports.redis.session import connector


class Failure(click.ClickException):
    """Told as all errors of pyworker are."""

    def show(self, file: object = None) -> None:
        click.echo(f"pyworker: {self.format_message()}", err=True)


class Unusable(Failure):
    """The settings cannot be used."""

    exit_code = 2


def settings() -> Settings:
    """Read the settings that the service reads, too; also those said before the command's name."""
    context = click.get_current_context(silent=True)
    said = context.find_root().params if context else {}
    try:
        return flags.settings(said, parse_url)
    except ConfigError as error:
        raise Unusable("\npyworker: ".join(error.problems)) from None


def endpoint() -> Endpoint:
    """Return where Redis is; shown, it holds no password."""
    return parse_url(settings().redis_url)


@contextmanager
def told() -> Iterator[None]:
    """End the command with one line at an error of Redis."""
    try:
        yield
    except PyworkerError as error:
        raise Failure(located(error, endpoint())) from None


@contextmanager
def connected() -> Iterator[Connection]:
    """Lend a connection; an error of Redis, then or later, ends the command with one line."""
    with told(), closing(connector(endpoint())()) as connection:
        yield connection


def located(error: PyworkerError, where: Endpoint) -> str:
    """Say an error with the address that it came from."""
    text = "; ".join([str(error), *getattr(error, "__notes__", ())])
    return text if str(where) in text else f"{text} (Redis at {where})"


def nothing(message: str) -> NoReturn:
    """End with exit status 1 and the reason on stderr."""
    click.echo(f"pyworker: {message}", err=True)
    sys.exit(1)

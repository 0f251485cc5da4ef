"""The Lua scripts, one atomic step a file; each tells its KEYS and ARGV at its top."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from pyworker.transports.redis.connection import Command, Connection


class Script:
    """A script by its digest; it is sent whole to a server that does not know it yet."""

    def __init__(self, name: str) -> None:
        self.source = files(__package__).joinpath(f"{name}.lua").read_bytes()
        # Redis names scripts by SHA-1; nothing here rests on its strength.
        self.sha = hashlib.sha1(self.source, usedforsecurity=False).hexdigest()

    def command(self, keys: Sequence[str], *args: str | bytes | float) -> Command:
        return ("EVALSHA", self.sha, len(keys), *keys, *args)

    def run(self, connection: Connection, keys: Sequence[str], *args: str | bytes | float) -> Any:
        return connection.call(*self.command(keys, *args))


@cache
def script(name: str) -> Script:
    """Return the script of this name, read once."""
    return Script(name)


def load_all(connection: Connection) -> None:
    """Make the server know every script; after each connect, as a restart forgets them."""
    connection.pipeline([("SCRIPT", "LOAD", script(name).source) for name in _names()])


@cache
def _names() -> list[str]:
    found = (file.name for file in files(__package__).iterdir())
    return sorted(name.removesuffix(".lua") for name in found if name.endswith(".lua"))


def preload() -> None:
    """Read all scripts from disk: before a fork, so that no child has to."""
    for name in _names():
        script(name)

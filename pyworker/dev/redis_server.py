"""A private Redis or Valkey."""

from contextlib import suppress
from pathlib import Path

import redis

from pyworker.dev.process import ServerProcess
from pyworker.dev.server import Server


class RedisServer(Server):
    """A Redis; with ``appendonly`` off nothing outlives its process."""

    name = "Redis"

    def __init__(
        self, folder: Path, binary: Path, *, port: int | None = None, appendonly: bool = True
    ) -> None:
        super().__init__(folder, port)
        self.binary = binary
        self.appendonly = appendonly

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        """Redis makes its files itself."""

    def command(self) -> list[str | Path]:
        """Return the command line of the server."""
        options: dict[str, str | Path] = {
            "--bind": "127.0.0.1",
            "--port": str(self.port),
            "--dir": self.folder,
            "--save": "",
            "--appendonly": "yes" if self.appendonly else "no",
        }
        return [self.binary, *(word for option in options.items() for word in option)]

    def launch(self) -> ServerProcess:
        log = self.folder / "redis.log"
        return ServerProcess(self.command(), log, keep_open=self.keep_open)

    def ready(self) -> bool:
        with (
            suppress(redis.RedisError),
            redis.Redis(port=self.port, socket_timeout=5) as client,
        ):
            return bool(client.info("server")["process_id"] == self.process.pid)
        return False

"""What every private server has: a folder, a port that it keeps, and a process."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from pyworker.dev.ports import free_port
from pyworker.dev.process import ServerFailed, ServerProcess

# Another process may take a port between the look and the start.
PORTS_TO_TRY = 5


class Server(ABC):
    """A private server on a loopback port, with its data in ``folder``.

    Attributes:
        port: 0 until it is chosen at the first start, and kept from then on.
        keep_open: a file that the server holds open for as long as it lives.
    """

    name: ClassVar[str]

    def __init__(self, folder: Path, port: int | None) -> None:
        self.folder = folder
        self.port = port or 0
        self.keep_open: int | None = None
        self._process: ServerProcess | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.running

    @property
    def process(self) -> ServerProcess:
        if self._process is None:
            raise ServerFailed("this server was never started; call start() first")
        return self._process

    def start(self) -> None:
        """Start it on the data that it has, and wait until it answers.

        Raises:
            ServerFailed: it did not, on any port.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.prepare()
        for _ in range(0 if self.port else PORTS_TO_TRY - 1):
            self.port = free_port()
            try:
                self._launch()
            except ServerFailed:
                continue
            return
        self.port = self.port or free_port()
        self._launch()

    def stop(self) -> None:
        """End it in its orderly way."""
        self.process.stop()

    def kill(self) -> None:
        """Kill it with all its children, as a crash would."""
        self.process.kill()

    def restart(self) -> None:
        """Stop it where it runs, and start it on the same port with the same data."""
        if self.running:
            self.stop()
        self.start()

    @abstractmethod
    def prepare(self) -> None:
        """Make what must be there before a start; does nothing where it is."""

    @abstractmethod
    def launch(self) -> ServerProcess:
        """Start the process on ``port``."""

    @abstractmethod
    def ready(self) -> bool:
        """Tell whether our own process answers: a stranger's may have the port."""

    def _launch(self) -> None:
        self._process = self.launch()
        self._process.wait_until(self.ready)

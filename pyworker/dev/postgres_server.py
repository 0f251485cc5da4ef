"""A private PostgreSQL."""

import os
import secrets
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path

from pyworker.dev.process import Account, ServerFailed, ServerProcess, run_as
from pyworker.dev.server import Server

# Of the lines of postmaster.pid: the pid comes first, the status last.
STATUS_LINE = 8


class PostgresServer(Server):
    """A PostgreSQL cluster behind a password of its own.

    Attributes:
        account: the user it runs as, where we are root: PostgreSQL refuses to run as root.
        auth: ``trust`` lets everybody on this machine in, and saves the password's work.
    """

    name = "PostgreSQL"

    def __init__(
        self,
        folder: Path,
        bin_folder: Path,
        *,
        account: Account | None = None,
        port: int | None = None,
        auth: str = "scram-sha-256",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(folder, port)
        self.bin_folder = bin_folder
        self.account = account
        self.auth = auth
        self.settings = dict(settings or {})

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str = "postgres") -> str:
        """Return the URL of a database of this server, with the password in it."""
        password = self._password_file.read_text()
        return f"postgresql://postgres:{password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Create the cluster; of one that is there, remove a dead server's lock."""
        if self.data.exists():
            # It cannot tell that its owner is dead once the pid is another process's. Two live
            # servers on one folder are ruled out by the caller.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            return
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_hex(16))
        if self.account is not None:
            for path in (self.folder, self._password_file):
                os.chown(path, self.account.uid, self.account.gid)
        # Under another name until it is whole: what a killed initdb leaves is no cluster.
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        done = run_as(self.account, self._initdb(unfinished), cwd=self.folder)
        if done.returncode:
            raise ServerFailed(f"initdb could not create {unfinished}:\n{done.stdout.strip()}")
        unfinished.rename(self.data)

    def launch(self) -> ServerProcess:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            # The path of a socket has 107 bytes at most, and folders of clones can be deeper.
            "unix_socket_directories": "",
        } | self.settings
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command: list[str | Path] = [self.bin_folder / "postgres", "-D", self.data, *words]
        return ServerProcess(
            command,
            self.folder / "postgres.log",
            account=self.account,
            # PostgreSQL's fast shutdown: it does not wait for clients to leave.
            stop_signal=signal.SIGINT,
            keep_open=self.keep_open,
        )

    def ready(self) -> bool:
        """Read the state from the lock file, as pg_ctl does."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        ours = len(lines) >= STATUS_LINE and int(lines[0]) == self.process.pid
        return ours and lines[STATUS_LINE - 1].strip() == "ready"

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    def _initdb(self, folder: Path) -> list[str | Path]:
        options: dict[str, str | Path] = {
            "--pgdata": folder,
            "--username": "postgres",
            "--pwfile": self._password_file,
            "--auth": self.auth,
            "--encoding": "UTF8",
            "--locale": "C.UTF-8",
        }
        words = [word for option in options.items() for word in option]
        return [self.bin_folder / "initdb", *words, "--no-sync"]

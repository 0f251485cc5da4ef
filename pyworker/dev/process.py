"""A server as a child process: started until it answers, and gone when its parent is."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from pyworker.errors import PyworkerError

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 30.0
LOOK_AGAIN_S = 0.005


class ServerFailed(PyworkerError):
    """A server did not start; the message ends with what it logged last."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user that a server runs as, where it is not the user that starts it."""

    name: str
    uid: int
    gid: int

    def can(self, permission: str, path: Path) -> bool:
        """Ask the kernel whether the account may ``-r``, ``-w`` or ``-x`` the path."""
        command = ["test", permission, str(path)]
        return run_as(self, command, cwd=Path("/")).returncode == 0


def run_as(
    account: Account | None, command: Sequence[str | Path], cwd: Path
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end as ``account`` and collect what it says."""
    return subprocess.run(  # noqa: S603 - our own command lines
        [*_privileges(account, None), *command],
        cwd=cwd,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


class ServerProcess:
    """One running server.

    It is in a session of its own, so that Ctrl-C in a terminal reaches its parent alone, and gets
    ``stop_signal`` from the kernel should its parent be killed.

    Args:
        log: what it prints goes there; None: to where ours goes.
        environ: None: our own.
        keep_open: a file of ours that it holds open for as long as it lives.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path | None = None,
        *,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        environ: Mapping[str, str] | None = None,
        keep_open: int | None = None,
    ) -> None:
        self._log = log
        self._name = Path(command[0]).name
        self._stop_signal = stop_signal
        with log.open("ab") if log else nullcontext() as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command lines
                [*_privileges(account, stop_signal), *command],
                cwd=log.parent if log else None,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=() if keep_open is None else (keep_open,),
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Wait until the server is ready.

        Raises:
            ServerFailed: it ended, or is not ready after a minute; it is stopped then.
        """
        give_up_at = time.monotonic() + START_TIMEOUT_S
        while not ready():
            if not self.running:
                raise ServerFailed(f"{self._name} ended at its start; {self._last_words()}")
            if time.monotonic() > give_up_at:
                self.kill()
                raise ServerFailed(f"{self._name} does not get ready; {self._last_words()}")
            time.sleep(LOOK_AGAIN_S)

    def send(self, signum: int) -> None:
        """Send a signal, unless the process has ended."""
        self._process.send_signal(signum)

    def wait(self) -> int:
        """Wait for its end and return its exit status; of a killed one, as a shell counts."""
        status = self._process.wait()
        return status if status >= 0 else 128 - status

    def stop(self) -> None:
        """End the server in its orderly way; kill it where that takes too long."""
        self._process.send_signal(self._stop_signal)
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Kill the server and its children at once, as a crash would."""
        children = _children(self.pid)
        self._process.kill()
        for pid in children:
            # One that has ended meanwhile is what was wanted.
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def pause(self) -> None:
        """Freeze the server: it accepts connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def _last_words(self) -> str:
        if self._log is None:
            return "what it printed says why"
        lines = self._log.read_text(errors="replace").splitlines()
        return f"the end of {self._log} says:\n" + "\n".join(lines[-5:])


def _privileges(account: Account | None, death_signal: signal.Signals | None) -> list[str]:
    """Build the setpriv prefix that changes the user and ties the child's life to ours."""
    options = []
    if account is not None:
        options += [f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
    if death_signal is not None:
        options.append(f"--pdeathsig={death_signal.name.removeprefix('SIG')}")
    setpriv = shutil.which("setpriv")
    if not options or (setpriv is None and account is None):
        return []
    return [setpriv or "setpriv", *options]


def _children(pid: int) -> list[int]:
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listing.read_text().split()] if listing.exists() else []

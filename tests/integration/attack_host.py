"""The host of the attacks: what it hides, who judges on it, and how it must be afterwards."""

import json
import os
import secrets
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyworker
from tests.integration import attack_runner
from tests.integration.attacks import COMPILER, CORPUS, Attack, read

# Whose processes the ordinary mode runs; not one of those that programs get where root judges.
ORDINARY_USER = 62_000
MARK = "attack-was-here"
HEARD_S = 80.0


class Host:
    """A runner in one mode, a secret to hide from it, and a socket to keep it from.

    ``number`` tells hosts of parallel tests apart: user and core are by it.
    """

    def __init__(self, mode: str, number: int) -> None:
        self.mode = mode
        self.secret = secrets.token_hex(8)
        self._name = f"pyworker-attacked-{secrets.token_hex(4)}"
        self._user = ORDINARY_USER + number
        usable = sorted(os.sched_getaffinity(0))
        self._core = usable[number % len(usable)]
        self._folder = Path(tempfile.mkdtemp(prefix="pyworker-attacked-"))
        self._listener = socket.socket(socket.AF_UNIX)

    def __enter__(self) -> Self:
        self._folder.chmod(0o755)
        self.secret_file.write_text(self.secret)
        self.secret_file.chmod(0o644)
        self._listener.bind(f"\0{self._name}")
        self._listener.listen()
        self._mounts = _mounts()
        self._runner = self._start()
        self.said = self._hear()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._runner.kill()
        with self._runner:  # closes its streams and waits
            pass
        self._listener.close()
        shutil.rmtree(self._folder)

    @property
    def _own(self) -> Path:
        """The only folder that the runner may write to."""
        return self._folder / "own"

    @property
    def secret_file(self) -> Path:
        """A file that everybody may read, by its rights."""
        return self._folder / "secret"

    def attack(self, attack: Attack) -> dict[str, Any]:
        """Run an attack, and its sequel; returns what the runner says."""
        attacks = [attack, read(attack.next)] if attack.next else [attack]
        return self.ask([self._order(each) for each in attacks])

    def ask(self, orders: list[dict[str, Any]]) -> dict[str, Any]:
        """Have commands run in one box."""
        assert self._runner.stdin is not None
        self._runner.stdin.write(json.dumps(orders) + "\n")
        self._runner.stdin.flush()
        return self._hear()

    def left_over(self) -> list[str]:
        """End the runner and tell what is on the host now that was not."""
        assert self._runner.stdin is not None
        self._runner.stdin.close()
        processes = self._hear()["processes"]
        assert self._runner.wait(30) == 0
        found = [f"{processes} processes"] if processes else []
        found += [f"its own folder has {path.name}" for path in self._own.iterdir()]
        places = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), Path("/"), self._folder)  # noqa: S108
        found += [str(place / MARK) for place in places if (place / MARK).exists()]
        found += sorted(_mounts() - self._mounts)
        found += [str(path) for path in _cgroups(self._runner.pid)]
        return found

    def _order(self, attack: Attack) -> dict[str, Any]:
        source = attack.source(self.secret_file)
        arguments = [str(self.secret_file), self._name, str(self._runner.pid)]
        compiled = attack.name.endswith(".cpp") and not attack.name.startswith("compiler/")
        return attack.order(source, _program(source) if compiled else b"", arguments)

    def _start(self) -> "subprocess.Popen[str]":
        as_user: dict[str, Any] = {}
        own = self._own
        own.mkdir()
        if self.mode == "ordinary" and os.geteuid() == 0:
            as_user = {"user": self._user, "group": self._user, "extra_groups": []}
            os.chown(own, self._user, self._user)
        # A copy, as the ordinary user may not see where this project is.
        code = self._folder / "code"
        shutil.copytree(Path(pyworker.__file__).parent / "sandbox", code / "pyworker" / "sandbox")
        shutil.copy(Path(pyworker.__file__).parent / "errors.py", code / "pyworker")
        # Empty: the package's own loads what is not installed for everybody, and without one the
        # package that is installed would come first.
        (code / "pyworker" / "__init__.py").touch()
        shutil.copy(attack_runner.__file__, code)
        return subprocess.Popen(
            [_interpreter(as_user), code / "attack_runner.py", self.mode, own, str(self._core)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            env={
                "ATTACK_SECRET": self.secret,
                "PYTHONDONTWRITEBYTECODE": "1",
                "TMPDIR": str(own),
            },
            **as_user,
        )

    def _hear(self) -> dict[str, Any]:
        assert self._runner.stdout is not None
        heard_in_time, _, _ = select.select([self._runner.stdout], [], [], HEARD_S)
        assert heard_in_time, "the runner hangs"
        line = self._runner.stdout.readline()
        assert line, f"the runner ended: {self._runner.wait(10)}"
        heard: dict[str, Any] = json.loads(line)
        return heard


@cache
def _program(source: bytes) -> bytes:
    command = [COMPILER, "-std=c++17", "-O1", "-w", "-pthread", f"-I{CORPUS}", "-x", "c++", "-"]
    with tempfile.TemporaryDirectory(prefix="pyworker-attacked-") as folder:
        output = Path(folder) / "program"
        subprocess.run([*command, "-o", output], input=source, check=True, timeout=60)
        return output.read_bytes()


def _interpreter(as_user: dict[str, Any]) -> str:
    """Find a Python that the user may execute: this one can be in a home of root's."""
    for path in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run([path, "-c", ""], check=True, **as_user)
        except OSError:
            continue
        return path
    raise AssertionError(f"no Python that user {ORDINARY_USER} may execute: install python3")


def _mounts() -> set[str]:
    return set(Path("/proc/self/mounts").read_text().splitlines())


def _cgroups(pid: int) -> Iterator[Path]:
    """Find groups that a worker made; others come and go meanwhile."""
    for folder, names, _ in os.walk("/sys/fs/cgroup"):
        yield from (Path(folder) / name for name in names if name.startswith(f"pyworker-{pid}-"))

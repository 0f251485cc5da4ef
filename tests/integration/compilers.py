"""Real compilers in the real sandbox, for tests."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from pyworker.judge.compiler import Compiler, Program, mounts
from pyworker.judge.judgement import Compilation
from pyworker.judge.languages import Language, Languages, UnknownLanguage, load
from pyworker.judge.problem import Problem, ProblemLimits
from pyworker.judge.submission import Submission
from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.port import Box, Command, Mode, Run, Sandbox

LIMITS = ProblemLimits(time_s=5)


class Watched:
    """A sandbox that remembers the commands that were run in its boxes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self.commands: list[Command] = []

    @property
    def mode(self) -> Mode:
        return self._sandbox.mode

    @property
    def boxes(self) -> int:
        return self._sandbox.boxes

    @contextmanager
    def box(self) -> Iterator[Box]:
        with self._sandbox.box() as box:
            yield _WatchedBox(box, self)

    def close(self) -> None:
        self._sandbox.close()

    def ran(self, command: Command) -> None:
        with self._lock:
            self.commands.append(command)

    @property
    def programs(self) -> list[str]:
        """Name the programs that were run, without their folders."""
        return [os.path.basename(command.argv[0]) for command in self.commands]


class _WatchedBox:
    def __init__(self, box: Box, watched: Watched) -> None:
        self._box = box
        self._watched = watched

    def run(self, command: Command) -> Run:
        self._watched.ran(command)
        return self._box.run(command)


class Workshop:
    """A compiler with a folder of its own, and a box to try in what it makes."""

    def __init__(self, folder: Path, user_file: Path | None = None) -> None:
        self.folder = folder
        self.languages: Languages = load(user_file)
        cores = folder.parent / "cores"
        shown = mounts(self.languages, folder)
        self.sandbox = Watched(open_sandbox(mounts=shown, lock_folder=cores))
        self.compiler = Compiler(folder, self.sandbox)

    def language(self, name: str) -> Language:
        """Find a language, all of which CI must have."""
        try:
            return self.languages.find(name)
        except UnknownLanguage as missing:
            if os.environ.get("CI"):
                pytest.fail(str(missing), pytrace=False)
            pytest.skip(str(missing))

    def compile(
        self, name: str, source: str | bytes, limits: ProblemLimits = LIMITS
    ) -> tuple[Compilation, Program | None]:
        data = source if isinstance(source, bytes) else source.encode()
        problem = Problem("test", (), limits)
        return self.compiler.compile(Submission(data, name), self.language(name), problem)

    def syntax_check(self, name: str, source: str | bytes) -> Compilation:
        data = source if isinstance(source, bytes) else source.encode()
        return self.compiler.syntax_check(Submission(data, name), self.language(name))

    def refused(
        self, name: str, source: str | bytes, limits: ProblemLimits = LIMITS
    ) -> Compilation:
        """Compile what must not compile."""
        compilation, program = self.compile(name, source, limits)
        assert not compilation.ok
        assert program is None
        return compilation

    def run(self, name: str, source: str | bytes, given: bytes = b"") -> Run:
        """Compile and run what must compile."""
        compilation, program = self.compile(name, source)
        assert compilation.ok, compilation.messages
        assert program is not None
        limits = self.language(name).limits(Problem("test", (), LIMITS))
        with TemporaryFile() as stdin, self.sandbox.box() as box:
            stdin.write(given)
            stdin.seek(0)
            return box.run(
                Command(
                    program.argv,
                    limits,
                    stdin=stdin.fileno(),
                    files=program.files,
                    environment=program.environment,
                )
            )

    def output(self, name: str, source: str | bytes, given: bytes = b"") -> str:
        """Return what a program that must end well prints."""
        run = self.run(name, source, given)
        assert run.exit_code == 0, run.stderr.excerpt(2000).decode()
        return run.stdout.excerpt(100_000).decode()


@contextmanager
def workshop(folder: Path, user_file: Path | None = None) -> Iterator[Workshop]:
    """Lend a workshop; its boxes end with the ``with`` block."""
    made = Workshop(folder, user_file)
    try:
        yield made
    finally:
        made.sandbox.close()

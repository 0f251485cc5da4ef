"""The Rails app of ``rails_fixture/``, driven from tests: the Ruby side of the wire."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.integration.rails_program import Program, RailsError

ROOT = Path(__file__).resolve().parents[2] / "rails_fixture"
PROGRAMS = ("ruby", "rake", "puma", "sidekiq")
COMMAND_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class RailsApp:
    """One Rails app bound to a Redis, a database and a queue.

    Nothing is shared between two of them but the code: tests may run them side by side.
    """

    redis_url: str
    database_url: str
    queue: str = "default"

    @classmethod
    def prepared(cls, redis_url: str, database_url: str, queue: str = "default") -> RailsApp:
        """Return an app whose tables are there.

        Without Ruby the calling test is skipped, or failed in CI.
        """
        app = cls.installed(redis_url, database_url, queue)
        app.migrate()
        return app

    @classmethod
    def installed(cls, redis_url: str, database_url: str, queue: str = "default") -> RailsApp:
        """Return an app without tables; where Ruby is missing, the same as above."""
        missing = [program for program in PROGRAMS if shutil.which(program) is None]
        if missing:
            message = (
                f"{', '.join(missing)} not found: rails_fixture/README.md says what to install"
            )
            pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
        return cls(redis_url, database_url, queue)

    def migrate(self) -> None:
        """Create the tables (and the database itself, if it is not there)."""
        self.rake("db:prepare")

    def rake(self, task: str, *args: object) -> str:
        """Run ``rake 'task[args]'`` and return what it printed."""
        name = f"{task}[{','.join(str(arg) for arg in args)}]" if args else task
        return self._run(["rake", "--silent", name])

    def runner(self, ruby_code: str) -> str:
        """Run Ruby code inside the app and return what it printed.

        The code sees the models, the workers and all of ``sidekiq/api``. Each call boots Rails,
        which takes a second or two: for many questions take a console.

        Raises:
            RailsError: the code raised; the message holds Ruby's own.
        """
        return self._run(
            ["ruby", "bin/rails", "runner", "-"], f"require 'sidekiq/api'\n{ruby_code}"
        )

    @contextmanager
    def console(self) -> Iterator[Callable[[str], str]]:
        """Keep Rails booted; yields what ``runner`` does, but in milliseconds a call.

        Constants and global variables that the code makes stay until the end.
        """
        command = ["ruby", "bin/console"]
        with self._started(command, stdin=subprocess.PIPE, stderr=None) as program:
            yield partial(_ask, program)

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve the web pages; yields the base URL, without a slash at its end."""
        with self._started(["puma", "--config", "config/puma.rb"], PORT="0") as program:
            yield program.wait_for(r"Listening on (http://\S+)").group(1)

    @contextmanager
    def sidekiq(self) -> Iterator[Program]:
        """Run a Ruby Sidekiq on this app's queue; yields when it fetches."""
        command = ["sidekiq", "--require", ".", "--queue", self.queue, "--concurrency", "1"]
        with self._started(command) as program:
            program.wait_for("Running in ruby")
            yield program

    def _environment(self, **more: str) -> dict[str, str]:
        own = {
            "LANG": "C.UTF-8",
            "REDIS_URL": self.redis_url,
            "DATABASE_URL": self.database_url,
            "WORKER_QUEUE": self.queue,
            "RAILS_ENV": "test",
        }
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "TZ") if key in os.environ}
        return {**kept, **own, **more}

    def _run(self, command: list[str], stdin: str = "") -> str:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self._environment(),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
        if done.returncode != 0:
            raise RailsError(
                f"{' '.join(command)} exited {done.returncode}\n{done.stderr}{done.stdout}"
            )
        return done.stdout

    @contextmanager
    def _started(
        self,
        command: list[str],
        stdin: int = subprocess.DEVNULL,
        stderr: int | None = subprocess.STDOUT,
        **environment: str,
    ) -> Iterator[Program]:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment(**environment),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            errors="replace",
        )
        with process:
            program = Program(process)
            try:
                yield program
            finally:
                program.stop()


def _ask(program: Program, ruby_code: str) -> str:
    program.write(json.dumps({"code": ruby_code}))
    answer = json.loads(program.wait_for(r"^answer: (.*)").group(1))
    if answer["error"]:
        raise RailsError(answer["error"])
    return str(answer["printed"])

"""A sandbox that runs nothing, and a compiler that compiles nothing."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyworker.judge.compiler import Compiler
from pyworker.judge.compiling.language import Language
from pyworker.judge.compiling.programs import Program
from pyworker.judge.judgement import Compilation
from pyworker.judge.problem import Blob, Case, CheckerChoice, Problem
from pyworker.judge.submission import Submission
from pyworker.sandbox.port import Command, File, Mode, Run
from tests.unit.judge.runs import MODE

COMPILED = Compilation(ok=True)
Plays = Callable[[bytes, Command], Run]


class StandInSandbox:
    """Each run is what ``play`` makes of its input and its command."""

    def __init__(self, play: Plays, boxes: int = 1) -> None:
        self.boxes = boxes
        self.commands: list[Command] = []
        self._play = play
        self._room = threading.Semaphore(boxes)

    @property
    def mode(self) -> Mode:
        return MODE

    @contextmanager
    def box(self) -> Iterator["StandInSandbox"]:
        with self._room:
            yield self

    def run(self, command: Command) -> Run:
        self.commands.append(command)
        given = b"" if command.stdin is None else os.read(command.stdin, 1000)
        return self._play(given, command)

    def close(self) -> None:
        raise AssertionError("a judge does not close the sandbox that it was given")


class StandInCompiler(Compiler):
    """Makes the same program of every source; ``syntax`` is what a check says."""

    def __init__(self, compilation: Compilation = COMPILED, syntax: Compilation = COMPILED) -> None:
        self._compilation = compilation
        self._syntax = syntax
        self.checks = 0

    def compile(
        self, submission: Submission, language: Language, problem: Problem
    ) -> tuple[Compilation, Program | None]:
        if not self._compilation.ok:
            return self._compilation, None
        return self._compilation, Program(("./main",), (File("main", b""),), {})

    def syntax_check(self, submission: Submission, language: Language) -> Compilation:
        self.checks += 1
        return self._syntax


def problem(
    folder: Path,
    *points: float,
    checker: str = "lines",
    stop_at_first: bool = False,
    in_order: bool = False,
) -> Problem:
    """Make a problem with a hidden case of each number of points; case n asks n for n."""
    return Problem(
        name="echo",
        cases=tuple(_case(folder, number, each) for number, each in enumerate(points)),
        checker=CheckerChoice(checker),
        stop_at_first=stop_at_first,
        in_order=in_order,
    )


def _case(folder: Path, number: int, points: float) -> Case:
    given, answer = (_blob(folder / f"{number}.{end}", number) for end in ("in", "ans"))
    return Case(f"secret/{number}", given, answer, points)


def _blob(path: Path, number: int) -> Blob:
    path.write_text(f"{number}\n")
    return Blob(path, path.stat().st_size)

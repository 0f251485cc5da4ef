"""From a submission to a program: kept from an earlier time, or compiled in a box.

What languages need on the way lies in ``compiling``; its docstring says how it works together.
"""

import os
import stat
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pyworker.errors import ConfigError
from pyworker.judge.compiling import messages, outcome
from pyworker.judge.compiling.header import IN_BOX, Headers
from pyworker.judge.compiling.language import Language
from pyworker.judge.compiling.once import Once
from pyworker.judge.compiling.programs import GIB, Built, Program, Programs, key_of
from pyworker.judge.judgement import Compilation
from pyworker.judge.problem import MIB, Problem
from pyworker.judge.submission import Submission
from pyworker.judge.verdict import Cause
from pyworker.sandbox.port import Command, Ended, File, Limits, Run, Sandbox, SandboxFailed

__all__ = ["Compiler", "Program", "mounts"]

# Compilers start others by name, write beside their output, and are to speak English in UTF-8.
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/tmp"}  # noqa: S108  a box's own

# A source must find room in a box, or its author could make the sandbox fail.
SOURCE_BYTES = 16 * MIB
PROGRAM_BYTES = 32 * MIB
PROGRAMS, HEADERS = "programs", "pch"

Compiled = tuple[Compilation, tuple[File, ...]]

# Without a problem at hand: limits for looking at a compiler, not at a submission.
_NO_PROBLEM = Problem("", ())


def mounts(languages: Iterable[Language], cache_folder: Path) -> dict[Path, str]:
    """Make the cache's folders; returns what a sandbox for these languages must show its boxes.

    Raises:
        ConfigError: the folder cannot be made, or is open to others' writing.
    """
    folders = {path: str(path) for each in languages for path in each.extra_folders()}
    return folders | {_headers(cache_folder): IN_BOX}


def _headers(cache_folder: Path) -> Path:
    headers = cache_folder / HEADERS
    try:
        cache_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        headers.mkdir(exist_ok=True)
        # Whatever the umask: in a box it is another user who reads it.
        headers.chmod(0o755)
        found = cache_folder.stat()
    except OSError as error:
        raise ConfigError([f"cache_dir: {error}; choose another folder"]) from None
    if found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        remedy = "make it yours and chmod 700 it, or choose another"
        raise ConfigError([f"cache_dir: others may write to {cache_folder}; {remedy}"])
    return headers


class Compiler:
    """Compiles submissions; any thread may, and must hold no box meanwhile.

    Args:
        cache_folder: this user's own; see ``compiling`` for what is in it.
        sandbox: opened with ``mounts`` of the same folder; without, precompiled headers are not
            found, which costs time only.
        cache_bytes: of all compiled programs together.
    """

    def __init__(self, cache_folder: Path, sandbox: Sandbox, cache_bytes: int = GIB) -> None:
        self._sandbox = sandbox
        self._headers = Headers(_headers(cache_folder), sandbox, ENVIRONMENT)
        self._programs = Programs(cache_folder / PROGRAMS, cache_bytes)
        self._once: Once[Compiled] = Once()
        self._versions: dict[str, str] = {}

    def compile(
        self, submission: Submission, language: Language, problem: Problem
    ) -> tuple[Compilation, Program | None]:
        """Make a program of a submission, or say why there is none.

        A language that is run from its source starts nothing here: see ``syntax_check``.

        Raises:
            SandboxFailed: the sandbox, or a compiler that does not even tell its version.
        """
        source = submission.source
        if len(source) > SOURCE_BYTES:
            said = f"the source has more than {SOURCE_BYTES // MIB} MiB; make it smaller"
            return Compilation(ok=False, messages=said, cause=Cause.COMPILER_ERROR), None
        if language.compile:
            compilation, files = self._compiled(source, language, problem)
        else:
            compilation, files = Compilation(ok=True), (File(language.file, source),)
        if not compilation.ok:
            return compilation, None
        argv = language.run_argv(language.limits(problem))
        return compilation, Program(argv, files, language.environment)

    def syntax_check(self, submission: Submission, language: Language) -> Compilation:
        """Look at the source of a program that failed, where nothing was compiled.

        ``ok`` where it can be read, and for every compiled language. Correct programs never need
        it, and so do not pay for it.

        Raises:
            SandboxFailed: as boxes do.
        """
        if not language.check:
            return Compilation(ok=True)
        source = File(language.file, submission.source)
        limits = language.compile_limits(_NO_PROBLEM)
        return outcome.checked(self._run(language.check_argv(), language, limits, source), language)

    def version(self, language: Language) -> str:
        """Return what a language's compiler or interpreter says of itself, asked once.

        Raises:
            SandboxFailed: it cannot be run in a box.
        """
        known = self._versions.get(language.name)
        if known is not None:
            return known
        limits = language.compile_limits(_NO_PROBLEM)
        run = self._run(language.version_argv(), language, limits)
        said = messages.of(run)
        if run.ended is not Ended.EXIT or run.exit_code:
            raise SandboxFailed(
                f"{language.name}: {' '.join(language.version)} failed in the sandbox"
                f" ({run.ended}): {said[:200]}; try it outside, and install it anew"
            )
        self._versions[language.name] = said
        return said

    def _compiled(self, source: bytes, language: Language, problem: Problem) -> Compiled:
        key = key_of(self.version(language), *_recipe(language), source)

        def kept_or_built() -> Compiled:
            kept = self._programs.get(key)
            if kept:
                return Compilation(ok=True, messages=kept.messages, cached=True), kept.files
            compilation, files = self._build(source, language, problem)
            if compilation.ok:
                self._programs.put(key, Built(files, compilation.messages))
            return compilation, files

        (compilation, files), of_another = self._once.do(key, kept_or_built)
        if of_another:
            compilation = replace(compilation, cached=True, cpu_ms=0, wall_ms=0)
        return compilation, files

    def _build(self, source: bytes, language: Language, problem: Problem) -> Compiled:
        include = self._headers.include(language, self.version(language), source)
        limits = language.compile_limits(problem)
        run = self._run(
            language.compile_argv(include), language, limits, File(language.file, source)
        )
        files = tuple(File(each.name, each.data, each.executable) for each in run.taken)
        return outcome.compiled(run, language, limits), files

    def _run(self, argv: tuple[str, ...], language: Language, limits: Limits, *files: File) -> Run:
        command = Command(
            argv,
            limits,
            files=files,
            environment=ENVIRONMENT | dict(language.compile_environment),
            take=language.program,
            take_bytes=PROGRAM_BYTES,
        )
        with self._sandbox.box() as box:
            return box.run(command)


def _recipe(language: Language) -> tuple[str, ...]:
    """Return all but version and source that a compiled program depends on.

    The precompiled header is not among it: the program is the same with it and without.
    """
    settings = (f"{key}={value}" for key, value in sorted(language.compile_environment.items()))
    return (language.file, *language.compile_argv(), "", *settings, "", *language.program)

"""What a run of a compiler comes to: a program, or a compile error in words. Pure.

Whatever a source makes its compiler do is the source's fault: too long, too much memory, too many
messages, a compiler that crashes. What is nobody's fault raises ``SandboxFailed`` long before.
"""

from pyworker.judge.compiling import messages
from pyworker.judge.compiling.language import Language
from pyworker.judge.judgement import Compilation
from pyworker.judge.problem import MIB
from pyworker.judge.verdict import Cause, signal_name
from pyworker.sandbox.port import Ended, Limits, Run


def compiled(run: Run, language: Language, limits: Limits) -> Compilation:
    """Say whether there is a program, and if not, why."""
    why = _stopped(run, limits) or _failed(run) or _without_program(run, language)
    if why is None:
        return _compilation(run, language)
    return _compilation(run, language, *why)


def checked(run: Run, language: Language) -> Compilation:
    """Say whether a source that is not compiled can be read; a check that broke off says yes."""
    if run.ended is not Ended.EXIT or not run.exit_code or run.oom_kills:
        return Compilation(ok=True)
    return _compilation(run, language, Cause.SYNTAX_ERROR, "")


def _stopped(run: Run, limits: Limits) -> tuple[Cause, str] | None:
    if run.ended is Ended.OUTPUT:
        return Cause.COMPILE_OUTPUT, _too_long(run.over, limits)
    if run.ended is Ended.MEMORY or run.oom_kills or run.memory_bytes > limits.memory_bytes:
        return Cause.COMPILE_MEMORY, (
            f"compiling took more than {limits.memory_bytes // MIB} MiB of memory and was stopped"
        )
    if run.ended is Ended.CPU:
        return Cause.COMPILE_TIME, (
            f"compiling took more than {limits.cpu_s:g} s of processor time and was stopped"
        )
    if run.ended in (Ended.WALL, Ended.IDLE):
        return Cause.COMPILE_TIME, f"compiling took more than {limits.wall_s:g} s and was stopped"
    return None


def _too_long(over: str, limits: Limits) -> str:
    if over == "file":
        return f"compiling wrote a file of more than {limits.file_bytes // MIB} MiB and was stopped"
    return f"the compiler had more than {limits.stderr_bytes // MIB} MiB to say and was stopped"


def _failed(run: Run) -> tuple[Cause, str] | None:
    if run.signal is not None:
        return Cause.COMPILER_ERROR, f"the compiler was killed by {signal_name(run.signal)}"
    if run.ended is not Ended.EXIT:
        return Cause.COMPILER_ERROR, f"the compiler was stopped: {run.ended}"
    if run.exit_code:
        silent = not (len(run.stdout) or len(run.stderr))
        said = f"the compiler exited with {run.exit_code} and said nothing" if silent else ""
        return Cause.COMPILER_ERROR, said
    return None


def _without_program(run: Run, language: Language) -> tuple[Cause, str] | None:
    if run.left:
        return Cause.COMPILER_ERROR, f"what was compiled cannot be taken: {'; '.join(run.left)}"
    name = language.program[0]
    made = next((each for each in run.taken if each.name == name), None)
    if made is None:
        return Cause.COMPILER_ERROR, f"compiling ended without {name}"
    if language.run[0] == f"./{name}" and not made.executable:
        return Cause.COMPILER_ERROR, "what was compiled is a library, without a program's start"
    return None


def _compilation(
    run: Run, language: Language, cause: Cause | None = None, why: str = ""
) -> Compilation:
    said = messages.of(run)
    hints = [hint for text, hint in language.hints.items() if cause and text in f"{why}\n{said}"]
    return Compilation(
        ok=cause is None,
        messages="\n".join(text for text in (why, *hints, said) if text),
        cpu_ms=round(run.cpu_s * 1000, 3),
        wall_ms=round(run.wall_s * 1000, 3),
        cause=cause or "",
    )

"""What a run of a compiler comes to, without running one."""

from dataclasses import replace
from typing import Any

import pytest

from pyworker.judge.compiling.language import Language
from pyworker.judge.compiling.outcome import checked, compiled
from pyworker.judge.problem import MIB
from pyworker.judge.verdict import Cause
from pyworker.sandbox.port import Ended, Limits, Output, Taken
from tests.unit.judge.runs import run

LANGUAGE = Language(
    "plain",
    "main.x",
    ("./main",),
    ("true",),
    compile=("cc",),
    program=("main", "*.o"),
    hints={"should be called": "call it Main", "ended without": "start somewhere"},
)
LIMITS = Limits(cpu_s=10, wall_s=31, memory_bytes=512 * MIB, stderr_bytes=MIB, file_bytes=MIB)
MAIN = Taken("main", b"\x7fELF", executable=True)


def outcome(**differs: Any) -> tuple[bool, str, str]:
    made = {"taken": (MAIN,), "stdout": Output(b"")}
    found = compiled(run(**made | differs), LANGUAGE, LIMITS)
    return found.ok, found.cause, found.messages


def test_a_program_was_made_and_warnings_are_kept() -> None:
    assert outcome() == (True, "", "")
    assert outcome(stderr=Output(b"/box/main.x:1: warning")) == (True, "", "main.x:1: warning")


@pytest.mark.parametrize(
    ("differs", "cause", "message"),
    [
        ({"ended": Ended.CPU, "exit_code": None, "signal": 9}, Cause.COMPILE_TIME,
         "compiling took more than 10 s of processor time and was stopped"),
        ({"ended": Ended.WALL, "exit_code": None, "signal": 9}, Cause.COMPILE_TIME,
         "compiling took more than 31 s and was stopped"),
        ({"ended": Ended.IDLE, "exit_code": None, "signal": 9}, Cause.COMPILE_TIME,
         "compiling took more than 31 s and was stopped"),
        ({"ended": Ended.MEMORY, "exit_code": None, "signal": 9}, Cause.COMPILE_MEMORY,
         "compiling took more than 512 MiB of memory and was stopped"),
        # The compiler proper was killed, and its driver says so and exits.
        ({"exit_code": 1, "oom_kills": 1}, Cause.COMPILE_MEMORY,
         "compiling took more than 512 MiB of memory and was stopped"),
        ({"ended": Ended.OUTPUT, "exit_code": None, "signal": 9, "over": "stderr"},
         Cause.COMPILE_OUTPUT, "the compiler had more than 1 MiB to say and was stopped"),
        ({"ended": Ended.OUTPUT, "exit_code": None, "signal": 9, "over": "file"},
         Cause.COMPILE_OUTPUT, "compiling wrote a file of more than 1 MiB and was stopped"),
        ({"ended": Ended.SIGNAL, "exit_code": None, "signal": 11}, Cause.COMPILER_ERROR,
         "the compiler was killed by SIGSEGV"),
        ({"ended": Ended.PROCESSES, "exit_code": 1}, Cause.COMPILER_ERROR,
         "the compiler was stopped: process-limit"),
        ({"exit_code": 3, "taken": ()}, Cause.COMPILER_ERROR,
         "the compiler exited with 3 and said nothing"),
        ({"left": ("'main': too large, 99 bytes",), "taken": ()}, Cause.COMPILER_ERROR,
         "what was compiled cannot be taken: 'main': too large, 99 bytes"),
        ({"taken": (replace(MAIN, name="other.o"),)}, Cause.COMPILER_ERROR,
         "compiling ended without main\nstart somewhere"),
        ({"taken": (replace(MAIN, executable=False),)}, Cause.COMPILER_ERROR,
         "what was compiled is a library, without a program's start"),
    ],
)  # fmt: skip
def test_whatever_a_source_does_to_its_compiler_is_a_compile_error_in_words(
    differs: dict[str, Any], cause: Cause, message: str
) -> None:
    assert outcome(**differs) == (False, cause, message)


def test_what_the_compiler_said_comes_behind_our_words_and_hints() -> None:
    said = Output(b"main.x:1: class A should be called Main\n")

    _, _, stopped = outcome(ended=Ended.CPU, exit_code=None, signal=9, stderr=said)
    _, _, failed = outcome(exit_code=1, stderr=said)

    assert stopped.splitlines()[0].endswith("and was stopped")
    assert stopped.splitlines()[1:] == failed.splitlines()
    assert failed == "call it Main\nmain.x:1: class A should be called Main"


def test_a_source_that_cannot_be_read_is_a_syntax_error() -> None:
    said = Output(b'  File "/box/main.py", line 1\nSyntaxError: invalid syntax')
    found = checked(run(exit_code=1, stderr=said, stdout=Output(b"")), LANGUAGE)

    assert (found.ok, found.cause) == (False, Cause.SYNTAX_ERROR)
    assert found.messages == 'File "main.py", line 1\nSyntaxError: invalid syntax'


@pytest.mark.parametrize(
    "differs",
    [
        {},
        {"ended": Ended.CPU, "exit_code": None, "signal": 9},
        {"ended": Ended.SIGNAL, "exit_code": None, "signal": 11},
        {"exit_code": 1, "oom_kills": 1},
    ],
)
def test_a_check_that_broke_off_blames_nobody(differs: dict[str, Any]) -> None:
    assert checked(run(**differs), LANGUAGE).ok

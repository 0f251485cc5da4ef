"""From what a box saw to a verdict: pure, and in one order of precedence.

The first line that holds decides:

 1. OLE  stdout, stderr, file   more was written than may be
 2. MLE  oom                    the kernel killed a process for want of memory within the limit
 3. MLE  over-limit             the peak is over the limit
 4. TLE  cpu                    more processor time than may be, also where it ended by itself
 5. TLE  idle                   the wall limit, and hardly any processor time
 6. TLE  wall                   the wall limit
 7. RE   refused-syscall        it died by a system call that no program may make
 8. RE   process-limit          it failed, and was refused a process or a thread
 9. MLE  refused-allocation     it failed, with all but a sliver of its memory in use
10. RE   signal                 detail: the signal's name; a stack overflow is SIGSEGV
11. RE   exit-code              detail: the code
12. what the checker says: AC; PE white-space; WA no-output (not a byte), wrong-output

Nothing that a program writes takes part before line 12: a message on stderr is no evidence. So
lines 1 to 11 can be looked up without a checker, and only a run that exited with 0 is checked.
"""

import signal
from enum import StrEnum
from typing import TYPE_CHECKING

from pyworker.judge.judgement import Judged, Verdict
from pyworker.sandbox.port import Ended, Limits, Run

if TYPE_CHECKING:
    from pyworker.judge.checkers import Checked

# Of the memory limit. A program that dies of a refused allocation does so close to the limit;
# nothing tells it from one that died there for another reason.
SLIVER = 1 / 32


class Cause(StrEnum):
    """Why, for a program to read; docs/judge.md has the table with each one's detail."""

    CPU = "cpu"
    WALL = "wall"
    IDLE = "idle"
    OOM = "oom"
    OVER_LIMIT = "over-limit"
    REFUSED_ALLOCATION = "refused-allocation"
    STDOUT = "stdout"
    STDERR = "stderr"
    FILE = "file"
    SIGNAL = "signal"
    EXIT_CODE = "exit-code"
    REFUSED_SYSCALL = "refused-syscall"
    PROCESS_LIMIT = "process-limit"
    WRONG_OUTPUT = "wrong-output"
    NO_OUTPUT = "no-output"
    WHITE_SPACE = "white-space"
    COMPILER_ERROR = "compiler-error"
    COMPILE_TIME = "compile-time"
    COMPILE_MEMORY = "compile-memory"
    COMPILE_OUTPUT = "compile-output"
    SYNTAX_ERROR = "syntax-error"
    SANDBOX = "sandbox"
    TEST_DATA = "test-data"
    INTERNAL = "internal"


ACCEPTED = Judged(Verdict.AC)


def decide(run: Run, limits: Limits, checked: "Checked | None") -> Judged:
    """Choose the verdict of one case.

    Args:
        run: what the box saw.
        limits: those of the verdict; the box may have allowed more.
        checked: of the output; None where ``failure`` already knows.
    """
    failed = failure(run, limits)
    if failed:
        return failed
    if checked is None:
        raise ValueError("a run that did not fail is decided by its output")
    if checked.accepted:
        return ACCEPTED
    if checked.presentation:
        return Judged(Verdict.PE, Cause.WHITE_SPACE)
    return Judged(Verdict.WA, Cause.WRONG_OUTPUT if len(run.stdout) else Cause.NO_OUTPUT)


def failure(run: Run, limits: Limits) -> Judged | None:
    """Return the verdict of a run whose output does not matter; None for one to be checked."""
    return (
        _too_much_output(run)
        or _too_much_memory(run, limits)
        or _too_much_time(run, limits)
        or _broke_off(run, limits)
    )


def _too_much_output(run: Run) -> Judged | None:
    if run.ended is Ended.OUTPUT:
        return Judged(Verdict.OLE, Cause(run.over))
    if run.stdout.truncated:
        return Judged(Verdict.OLE, Cause.STDOUT)
    return Judged(Verdict.OLE, Cause.STDERR) if run.stderr.truncated else None


def _too_much_memory(run: Run, limits: Limits) -> Judged | None:
    if run.ended is Ended.MEMORY or run.oom_kills:
        return Judged(Verdict.MLE, Cause.OOM)
    over = run.memory_bytes > limits.memory_bytes
    return Judged(Verdict.MLE, Cause.OVER_LIMIT) if over else None


def _too_much_time(run: Run, limits: Limits) -> Judged | None:
    if run.ended is Ended.CPU or run.cpu_s > limits.cpu_s:
        return Judged(Verdict.TLE, Cause.CPU)
    if run.ended is Ended.IDLE:
        return Judged(Verdict.TLE, Cause.IDLE)
    # A box lets a program that was kept from its core go on beyond the limit, so its clock decides.
    return Judged(Verdict.TLE, Cause.WALL) if run.ended is Ended.WALL else None


def _broke_off(run: Run, limits: Limits) -> Judged | None:
    if run.ended is Ended.EXIT and run.exit_code == 0:
        return None
    if run.ended is Ended.SYSCALL:
        return Judged(Verdict.RE, Cause.REFUSED_SYSCALL)
    if run.ended is Ended.PROCESSES or run.forks_refused:
        return Judged(Verdict.RE, Cause.PROCESS_LIMIT)
    if run.memory_bytes > limits.memory_bytes * (1 - SLIVER):
        return Judged(Verdict.MLE, Cause.REFUSED_ALLOCATION)
    if run.signal is not None:
        return Judged(Verdict.RE, Cause.SIGNAL, signal_name(run.signal))
    return Judged(Verdict.RE, Cause.EXIT_CODE, str(run.exit_code))


def signal_name(number: int) -> str:
    """Return ``SIGSEGV`` for 11; real-time signals have no names but two."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"

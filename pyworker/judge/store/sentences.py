"""A verdict's cause in a sentence, for the student who reads ``error_message``. Pure."""

from collections.abc import Mapping

from pyworker.judge.judgement import Judged
from pyworker.judge.verdict import Cause

_SIGNALS = {
    "SIGSEGV": "segmentation fault: it used memory that is not its own, or its stack is full",
    "SIGFPE": "arithmetic error, such as a division of an integer by zero",
    "SIGABRT": "it aborted: an assertion failed, or an exception was not caught",
}
_SENTENCES: Mapping[str, str] = {
    Cause.CPU: "it used more processor time than the limit",
    Cause.WALL: "it took longer than the limit, on the clock",
    Cause.IDLE: "it took longer than the limit, waiting for something that did not come",
    Cause.OOM: "it ran out of memory",
    Cause.OVER_LIMIT: "it used more memory than the limit",
    Cause.REFUSED_ALLOCATION: "it ended when no memory was left",
    Cause.STDOUT: "it wrote more to standard output than the limit",
    Cause.STDERR: "it wrote more to standard error than the limit",
    Cause.FILE: "it wrote more to a file than the limit",
    Cause.REFUSED_SYSCALL: "it made a system call that no program may make here",
    Cause.PROCESS_LIMIT: "it started more processes or threads than the limit",
    Cause.WRONG_OUTPUT: "the output is wrong",
    Cause.NO_OUTPUT: "there is no output",
    Cause.WHITE_SPACE: "the output is right but for its white space",
}


def sentence(judged: Judged) -> str:
    """Say why a case was not accepted; a cause without words stands for itself."""
    match judged.cause:
        case Cause.SIGNAL:
            return _SIGNALS.get(judged.detail, f"it was ended by {judged.detail}")
        case Cause.EXIT_CODE:
            return f"it ended with exit code {judged.detail}"
        case cause:
            return _SENTENCES.get(cause, str(cause))

"""What keeps a submission from being judged, and is nothing of its own doing."""

from pyworker.errors import PyworkerError
from pyworker.judge.formats.errors import BrokenPackage, UnknownQuestion
from pyworker.judge.judgement import Judged, Verdict
from pyworker.judge.verdict import Cause
from pyworker.sandbox.port import SandboxFailed


class BrokenTestData(PyworkerError):
    """A case's input or answer cannot be read; the message names the file."""


class JudgingStopped(PyworkerError):
    """The caller wanted no more of it."""


def internal_error(error: Exception) -> Judged:
    """Return what is stored of a submission that could not be judged, when retries are over."""
    match error:
        case SandboxFailed():
            cause = Cause.SANDBOX
        case BrokenTestData() | BrokenPackage() | UnknownQuestion():
            cause = Cause.TEST_DATA
        case _:
            cause = Cause.INTERNAL
    return Judged(Verdict.IE, cause, str(error))

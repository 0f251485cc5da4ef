"""The errors that pyworker raises and catches, all in one place.

Names are facts. A message names the thing and the next step. Errors of client libraries are
translated into these at the edge, so that the runtime catches ours alone.
"""

from collections.abc import Sequence


class PyworkerError(Exception):
    """Base of every error that is pyworker's own."""


class ConfigError(PyworkerError):
    """Settings that cannot be used; ``problems`` lists all of them, one sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class MalformedJob(PyworkerError):
    """A body that is not a job: no JSON, no object, or no class name. It goes to the dead set."""


class UnknownJobClass(PyworkerError):
    """No handler is registered for the class. Retried: a newer version may know it."""


class WrongArguments(PyworkerError):
    """The arguments do not fit the handler's signature."""


class JobTimeout(PyworkerError):
    """A job ran past its time limit and its process was killed."""


class JobCancelled(PyworkerError):
    """A running job was called off and its process was killed."""


class RecoveredTooOften(PyworkerError):
    """A job's process died under it again and again."""


class TransportDown(PyworkerError):
    """The queue's server does not answer; the caller waits and tries again."""


class LeaseLost(PyworkerError):
    """A settled job was no longer leased: another process recovered it meanwhile."""

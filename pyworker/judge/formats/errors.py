"""What can be wrong with a problem on disk."""

from collections.abc import Sequence
from pathlib import Path

from pyworker.errors import PyworkerError


class BrokenPackage(PyworkerError):
    """A problem that cannot be judged as it is; ``faults`` lists all that is wrong, a line each."""

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join((f"problem {path} cannot be judged:", *self.faults)))


class UnknownQuestion(PyworkerError):
    """No question has this name, or none could have it."""

"""What can be wrong with a problem on disk."""

from collections.abc import Sequence
from pathlib import Path

from pyworker.errors import PyworkerError

# The message may be stored with every submission to a problem.
MOST_LINES = 30


class BrokenPackage(PyworkerError):
    """A problem that cannot be judged as it is; ``faults`` lists all that is wrong, a line each.

    The message has the first thirty.
    """

    def __init__(self, path: Path, faults: Sequence[str]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        lines = [f"problem {path} cannot be judged:", *self.faults[:MOST_LINES]]
        if len(self.faults) > MOST_LINES:
            lines.append(f"... and {len(self.faults) - MOST_LINES} more")
        super().__init__("\n".join(lines))


class UnknownQuestion(PyworkerError):
    """No question has this name, or none could have it."""

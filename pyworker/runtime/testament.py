"""What a supervisor leaves to its newer self, across ``execve``: its children, its open files.

It lies in a file without a name; a variable of the environment has its number.
"""

import logging
import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

import msgspec

from pyworker.runtime.board import LAYOUT, Board
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew, Totals

logger = logging.getLogger(__name__)

# Not PYWORKER_…: it is no setting.
VARIABLE = "_PYWORKER_TESTAMENT"


class Heir(msgspec.Struct, frozen=True):
    """A child that lives on; ``board`` is the number of a file, laid out as ``layout`` says."""

    pid: int
    identity: str
    number: int
    slots: int
    started_at: float
    leave_by: float
    board: int
    layout: int

    @classmethod
    def of(cls, child: Child) -> "Heir":
        file = child.board.file if child.board else -1
        return cls(
            child.pid,
            child.identity,
            child.number,
            child.slots,
            child.started_at,
            child.leave_by,
            file,
            LAYOUT,
        )

    def child(self) -> Child:
        """Return the child; without its board, if that is not laid out as here."""
        board = None
        if self.board >= 0 and self.layout == LAYOUT:
            os.set_inheritable(self.board, False)
            board = Board(self.slots, self.board)
        return Child(
            self.number,
            self.slots,
            pid=self.pid,
            identity=self.identity,
            started_at=self.started_at,
            leave_by=self.leave_by,
            board=board,
        )


class Testament(msgspec.Struct, frozen=True):
    """All that is left; ``door`` is the number of a listening socket, or -1."""

    supervisor: int
    heirs: list[Heir]
    totals: Totals
    door: int = -1

    def children(self) -> list[Child]:
        return [heir.child() for heir in self.heirs]


@contextmanager
def written(crew: Crew, door: int) -> Iterator[int]:
    """Write the testament and lend its file's number; whatever it names survives an ``execve``."""
    heirs = [Heir.of(child) for child in crew.present()]
    will = Testament(os.getpid(), heirs, crew.totals, door)
    file = os.memfd_create("pyworker-testament")
    os.write(file, msgspec.json.encode(will))
    kept = [number for number in (file, door, *(heir.board for heir in heirs)) if number >= 0]
    try:
        for number in kept:
            os.set_inheritable(number, True)
        yield file
    finally:
        for number in kept:
            os.set_inheritable(number, False)
        os.close(file)


def read(environ: MutableMapping[str, str]) -> Testament | None:
    """Return what this process's former self has left, if there was one; at most once."""
    number = environ.pop(VARIABLE, "")
    if not number:
        return None
    try:
        with open(int(number), "rb") as file:
            file.seek(0)
            will = msgspec.json.decode(file.read(), type=Testament)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        logger.error("restart: what the old code has left cannot be read: %s", error)
        return None
    # A variable that was handed on to another process means nothing there.
    return will if will.supervisor == os.getpid() else None

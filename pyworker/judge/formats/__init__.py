"""Problems on disk: what format a path has, and the problem that is there.

icpc       a problem package: a folder with ``problem.yaml``
expected   the submissions of a package, and the verdict that each should get
pairs      a question: ``{id}_in.txt`` and ``{id}_out.txt``

A package is read by a room each: ``metadata`` (problem.yaml), ``groups`` (files in folders of test
data), ``data`` (the cases), ``validator`` (how output is checked), ``timing``, and ``own`` for what
the format has no words for. ``document`` reads YAML, ``files`` the tree. None of them stops at a
fault: all are listed in one ``BrokenPackage``.

Nothing is copied: cases are the package's own files, which must not change while it is judged.
"""

from pathlib import Path

from pyworker.judge.formats import icpc
from pyworker.judge.formats.errors import BrokenPackage, UnknownQuestion
from pyworker.judge.formats.pairs import is_question, question
from pyworker.judge.problem import Problem

__all__ = ["BrokenPackage", "UnknownQuestion", "question", "read"]


def read(path: Path) -> Problem:
    """Read the problem at a path: a package's folder, or ``FOLDER/ID`` for a question.

    Raises:
        BrokenPackage: it is no problem, or one that cannot be judged; lists all that is wrong.
    """
    try:
        return _read(path)
    except OSError as error:
        raise BrokenPackage(path, [f"{error.filename or path}: {error.strerror}"]) from None


def _read(path: Path) -> Problem:
    if (path / icpc.FILE).exists():
        return icpc.read(path)
    if is_question(path.parent, path.name):
        return question(path.parent, path.name)
    if path.is_dir():
        raise BrokenPackage(path, [f"{icpc.FILE}: no such file; a problem package has one"])
    what = "is no folder; unpack a packed problem first" if path.exists() else "no such folder"
    raise BrokenPackage(path, [what])

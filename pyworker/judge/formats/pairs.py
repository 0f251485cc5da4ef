"""A question as one pair of files, ``{id}_in.txt`` and ``{id}_out.txt``, in a folder of many.

The id comes from whoever submits: it is checked before any path is made of it, and what the path
leads to must lie in the folder, links included.
"""

import re
from pathlib import Path

from pyworker.judge.formats import files
from pyworker.judge.formats.errors import BrokenPackage, UnknownQuestion
from pyworker.judge.problem import Case, Problem

# Not a dot first: '..' is no question, nor is a hidden file.
_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}", re.ASCII)

INPUT_ENDING = "_in.txt"
ANSWER_ENDING = "_out.txt"


def question(folder: Path, question_id: str) -> Problem:
    """Read one question: a problem of one hidden case, with the limits of ``ProblemLimits``.

    Raises:
        UnknownQuestion: there is none of this id, or it can be no id.
        BrokenPackage: one of its two files is missing, or is no file of the folder.
    """
    if not _ID.fullmatch(question_id):
        raise UnknownQuestion(
            f"{question_id[:80]!a} is no question's id; use up to 64 letters, digits, '.', '_' "
            "and '-', and no '.' first"
        )
    if not is_question(folder, question_id):
        raise UnknownQuestion(
            f"no question {question_id} in {folder}; it would be {question_id}{INPUT_ENDING} "
            f"and {question_id}{ANSWER_ENDING}"
        )
    faults: list[str] = []
    root = folder.resolve()
    blobs = [
        files.blob(root, root / f"{question_id}{ending}", faults)
        for ending in (INPUT_ENDING, ANSWER_ENDING)
    ]
    if faults:
        raise BrokenPackage(folder / question_id, faults)
    return Problem(question_id, (Case(question_id, blobs[0], blobs[1]),))


def is_question(folder: Path, question_id: str) -> bool:
    """Say whether one of a question's two files is there."""
    return bool(_ID.fullmatch(question_id)) and any(
        (folder / f"{question_id}{ending}").exists() for ending in (INPUT_ENDING, ANSWER_ENDING)
    )

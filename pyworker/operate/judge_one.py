"""``pyworker judge FILE``: one program against one problem."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyworker.judge.formats import read
from pyworker.judge.formats.pairs import is_question
from pyworker.judge.problem import Problem
from pyworker.judge.report import report
from pyworker.judge.submission import Submission
from pyworker.operate.judge_page import page
from pyworker.operate.judge_progress import Progress
from pyworker.operate.judge_session import judging, told
from pyworker.operate.output import tell, width
from pyworker.operate.session import Unusable, settings


def judge_one(file: Path, as_json: bool, flags: dict[str, Any]) -> None:
    """Judge a file and print what came of it."""
    with told():
        problem = adapted(flags["whole"])(_problem(flags["problem"]))
    with judging(flags["cores"], flags["insecure"]) as judge, Progress(file.name) as progress:
        language = flags["language"] or judge.languages.by_extension(file.name).name
        submission = Submission(file.read_bytes(), language)
        judgement = judge.judge(submission, problem, progress)
    tell(as_json, report(judgement, flags["words"]), page(judgement, flags["words"], width()))


def adapted(whole: bool | None) -> Callable[[Problem], Problem]:
    """Return what makes a problem stop at the first failure or not, as said; None leaves it."""
    if whole is None:
        return lambda problem: problem
    return lambda problem: replace(problem, stop_at_first=not whole)


def _problem(named: str) -> Problem:
    """Read the problem at a path, or else of a name in the folder of problems."""
    folder = settings().problems_dir
    for path in (Path(named), Path(folder, named)) if folder else (Path(named),):
        if path.exists() or is_question(path.parent, path.name):
            return read(path)
    places = f" here or in {folder}" if folder else ""
    raise Unusable(f"--problem {named}: no such folder or question{places}; correct its name")

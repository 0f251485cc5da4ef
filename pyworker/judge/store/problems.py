"""What a problem's row asks for, checked. Pure: the cases come from elsewhere."""

from collections.abc import Callable, Mapping
from typing import Any

from pyworker.judge.checkers import UnknownChecker, refuse_unknown
from pyworker.judge.problem import Case, CheckerChoice, Problem, ProblemLimits
from pyworker.judge.store.faults import BrokenProblem, UnsupportedGrading
from pyworker.judge.store.submissions import StoredSubmission

TIME_LIMIT_MS = 1000
MEMORY_LIMIT_KB = 256_000
# How the grading workers before this one compared.
CHECKER = "stripped"
KIB = 1024
# A day, and a terabyte: beyond these a limit is a mistake.
MOST_MS = 24 * 3600 * 1000
MOST_KB = 1 << 30

Canonical = Callable[[str], str | None]


def problem_row(submission: StoredSubmission) -> Mapping[str, Any]:
    """Return the row of a submission's problem, if it can be graded by its output.

    Raises:
        BrokenProblem: there is no such problem.
        UnsupportedGrading: it is graded by calling a function, say.
    """
    row = submission.problem
    if row is None:
        raise BrokenProblem(f"submission {submission.id} has no problem; give it one")
    mode = row.get("grading_mode") or "stdio"
    if mode != "stdio":
        raise UnsupportedGrading(
            f"problem {submission.problem_id}: grading_mode {mode!r} is not supported by this "
            "version, 'stdio' is; upgrade pyworker, or change the problem"
        )
    return row


def problem(submission: StoredSubmission, cases: tuple[Case, ...], canonical: Canonical) -> Problem:
    """Make the problem that a submission's row refers to.

    Args:
        submission: its problem's limits, checker and the rest are columns.
        cases: its test cases.
        canonical: gives a language's own name for any of its names; None for one that is unknown.

    Raises:
        BrokenProblem: names the column, and what was expected there.
        UnsupportedGrading: as ``problem_row`` says.
    """
    name = f"problem {submission.problem_id}"
    row = problem_row(submission)
    try:
        limits = ProblemLimits(*_limits(row, "time_limit_ms", "memory_limit_kb"))
        return Problem(
            name=name,
            cases=cases,
            limits=limits,
            by_language=_by_language(row, limits, canonical),
            checker=_checker(row),
            stop_at_first=bool(row.get("stop_at_first")),
        )
    except (ValueError, UnknownChecker) as error:
        raise BrokenProblem(f"{name}: {error}; correct it, then judge again") from None


def _limits(row: Mapping[str, Any], time: str, memory: str) -> tuple[float, int]:
    """Return seconds and bytes."""
    ms = _whole(time, row.get(time), TIME_LIMIT_MS, MOST_MS)
    return ms / 1000, KIB * _whole(memory, row.get(memory), MEMORY_LIMIT_KB, MOST_KB)


def _by_language(
    row: Mapping[str, Any], limits: ProblemLimits, canonical: Canonical
) -> dict[str, ProblemLimits]:
    """Return the limits of ``language_limits``; those of languages that are not known are none."""
    found = {}
    for key, value in _mapping("language_limits", row.get("language_limits")).items():
        said = _mapping(f"language_limits.{key}", value)
        own = {"timeMs": round(limits.time_s * 1000), "memoryKb": limits.memory_bytes // KIB} | {
            name: number for name, number in said.items() if number is not None
        }
        language = canonical(key)
        # Under a language's own name it counts more than under another of its names.
        if language and (language == key or language not in found):
            found[language] = ProblemLimits(*_limits(own, "timeMs", "memoryKb"))
    return found


def _checker(row: Mapping[str, Any]) -> CheckerChoice:
    options = _mapping("checker_options", row.get("checker_options"))
    choice = CheckerChoice(row.get("checker") or CHECKER, options)
    refuse_unknown(choice)
    return choice


def _mapping(name: str, value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {}
        case dict():
            return value
        case _:
            raise ValueError(f"{name}: expected an object, got {value!r:.40}")


def _whole(name: str, value: Any, default: int, most: int) -> int:
    found = default if value is None else value
    if type(found) is not int or not 0 < found <= most:
        raise ValueError(f"{name}: expected a whole number from 1 to {most}, got {value!r:.40}")
    return found

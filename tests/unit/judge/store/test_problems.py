"""What a problem's row asks for, and what is wrong with it."""

from typing import Any

import pytest

from pyworker.judge.problem import CheckerChoice, ProblemLimits
from pyworker.judge.store.faults import BrokenProblem, UnsupportedGrading
from pyworker.judge.store.problems import problem
from pyworker.judge.store.submissions import StoredSubmission
from pyworker.judge.submission import Submission

NAMES = {"cpp": "cpp17", "cpp17": "cpp17", "python": "python3"}


def made(row: dict[str, Any] | None) -> Any:
    stored = StoredSubmission(5, Submission(b"", "cpp"), 3, row)
    return problem(stored, (), NAMES.get)


def test_a_row_of_an_older_app_gets_the_defaults() -> None:
    found = made({})

    assert found.name == "problem 3"
    assert found.limits == ProblemLimits(1.0, 256_000 * 1024)
    assert (found.by_language, found.stop_at_first) == ({}, False)
    assert found.checker == CheckerChoice("stripped")


def test_columns_become_limits_checker_and_choices() -> None:
    found = made(
        {
            "grading_mode": "stdio",
            "time_limit_ms": 2500,
            "memory_limit_kb": 65536,
            "checker": "floats",
            "checker_options": {"absolute": 1e-6},
            "stop_at_first": True,
        }
    )

    assert found.limits == ProblemLimits(2.5, 64 << 20)
    assert found.checker == CheckerChoice("floats", {"absolute": 1e-6})
    assert found.stop_at_first is True


def test_limits_of_a_language_are_found_by_any_of_its_names() -> None:
    limits = {
        "cpp": {"timeMs": 700, "memoryKb": 1024},
        "cpp17": {"timeMs": 800},
        "python": {"memoryKb": 2048, "timeMs": None},
        "cobol": {"timeMs": 1},
    }
    found = made({"time_limit_ms": 500, "memory_limit_kb": 4096, "language_limits": limits})

    assert found.by_language == {
        "cpp17": ProblemLimits(0.8, 4 << 20),
        "python3": ProblemLimits(0.5, 2 << 20),
    }


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"time_limit_ms": 0}, "time_limit_ms: expected a whole number from 1 to "),
        ({"time_limit_ms": -5}, "time_limit_ms"),
        ({"time_limit_ms": "1"}, "time_limit_ms"),
        ({"time_limit_ms": True}, "time_limit_ms"),
        ({"time_limit_ms": 1.5}, "time_limit_ms"),
        ({"memory_limit_kb": 2**40}, "memory_limit_kb"),
        ({"language_limits": []}, "language_limits: expected an object, got []"),
        ({"language_limits": {"cpp": 5}}, "language_limits.cpp: expected an object, got 5"),
        ({"language_limits": {"cpp": {"timeMs": "fast"}}}, "timeMs"),
        ({"checker_options": 7}, "checker_options: expected an object"),
        ({"checker": "guess"}, "there is no checker 'guess'"),
        ({"checker": "floats", "checker_options": {"absolute": -1}}, "option 'absolute' is -1"),
        (None, "submission 5 has no problem"),
    ],
)
def test_a_wrong_row_is_named_by_its_column(row: dict[str, Any] | None, named: str) -> None:
    with pytest.raises(BrokenProblem) as caught:
        made(row)

    assert named in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_function_grading_is_not_taken_for_output() -> None:
    with pytest.raises(UnsupportedGrading, match="problem 3: grading_mode 'function' is not"):
        made({"grading_mode": "function"})

"""What a program may use: the problem's limits, by the language's factors and floors."""

from dataclasses import replace

import pytest

from pyworker.judge.compiling.language import Language
from pyworker.judge.languages import load
from pyworker.judge.problem import MIB, Problem, ProblemLimits

PLAIN = Language("plain", "main.x", ("/bin/true",), ("/bin/true",), aliases=("simple",))
PROBLEM = Problem("p", (), ProblemLimits(time_s=2, memory_bytes=100 * MIB, output_bytes=1000))


def row(name: str) -> Language:
    return next(each for each in load() if each.name == name)


@pytest.mark.parametrize(
    ("name", "time_s", "memory_bytes"),
    [
        ("cpp17", 2, 100 * MIB),
        ("python3", 10, 200 * MIB + 20480 * 1024),
        ("java", 6, 200 * MIB + 51200 * 1024),
    ],
)
def test_factors_are_those_that_grading_apps_know(
    name: str, time_s: float, memory_bytes: int
) -> None:
    limits = row(name).limits(PROBLEM)

    assert (limits.cpu_s, limits.memory_bytes) == (time_s, memory_bytes)
    assert limits.stdout_bytes == 1000


def test_the_wall_limit_is_three_times_the_time_and_a_second() -> None:
    assert PLAIN.limits(PROBLEM).wall_s == 7


def test_floors_hold_what_an_interpreter_needs_for_itself() -> None:
    small = replace(PROBLEM, limits=ProblemLimits(time_s=0.1, memory_bytes=MIB))
    floored = replace(PLAIN, time_floor_s=0.5, memory_floor_bytes=64 * MIB)

    limits = floored.limits(small)

    assert (limits.cpu_s, limits.memory_bytes) == (0.5, 64 * MIB)


@pytest.mark.parametrize("name", ["plain", "simple"])
def test_a_problems_own_limits_for_a_language_hold_as_they_are(name: str) -> None:
    own = ProblemLimits(time_s=9, memory_bytes=7 * MIB, compile_time_s=5)
    problem = replace(PROBLEM, by_language={name: own, "other": ProblemLimits()})
    language = replace(PLAIN, time_factor=4, memory_factor=4, memory_floor_bytes=100 * MIB)

    limits = language.limits(problem)

    assert (limits.cpu_s, limits.memory_bytes) == (9, 7 * MIB)
    assert language.compile_limits(problem).cpu_s == 5


def test_a_heap_leaves_room_for_the_machine_around_it() -> None:
    java = row("java")
    limits = java.limits(PROBLEM)

    assert "-Xmx200m" in java.run_argv(limits)
    assert "-Xmx16m" in java.run_argv(replace(limits, memory_bytes=MIB))


def test_compiling_has_the_problems_limits_and_no_language_factor() -> None:
    limits = row("java").compile_limits(PROBLEM)

    assert (limits.cpu_s, limits.wall_s) == (60, 70)
    assert limits.memory_bytes == 2048 * MIB


def test_placeholders_stand_for_flags_and_the_headers_folder() -> None:
    cpp = replace(row("cpp17"), flags=("-O1", "-g"), compile=("/bin/cc", "{flags}", "{header}"))

    assert cpp.compile_argv() == ("/bin/cc", "-O1", "-g")
    assert cpp.compile_argv("/pch/1") == ("/bin/cc", "-O1", "-g", "-I/pch/1")


def test_programs_are_looked_for_where_boxes_see_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    shell = replace(PLAIN, run=("sh", "-c"), version=("./own",))

    assert shell.missing() == ()
    assert shell.run_argv(shell.limits(PROBLEM))[0] in ("/usr/bin/sh", "/bin/sh")
    assert replace(shell, check=("no-such-program",)).missing() == ("no-such-program",)

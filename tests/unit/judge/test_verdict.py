"""Verdicts: the order of precedence as a table, held against every combination of what is seen."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from pyworker.judge.checkers import Checked
from pyworker.judge.judgement import Judged, Verdict
from pyworker.judge.verdict import ACCEPTED, Cause, decide, failure, signal_name
from pyworker.sandbox.port import Ended, Output, Run
from tests.unit.judge.runs import LIMITS, run

RIGHT = Checked(accepted=True, presentation=False, difference=None)
SPACED = Checked(accepted=False, presentation=True, difference=None)
WRONG = Checked(accepted=False, presentation=False, difference=None)

Holds = Callable[[Run, Checked], bool]
V = Verdict


def ended(how: Ended) -> Holds:
    return lambda run, _: run.ended is how


def failed(run: Run) -> bool:
    return not (run.ended is Ended.EXIT and run.exit_code == 0)


# The first row that holds. With LIMITS: 1 s of CPU, 3 s, 1000 bytes.
TABLE: list[tuple[str, Holds, Judged]] = [
    ("too much output", lambda r, _: r.ended is Ended.OUTPUT, Judged(V.OLE, "file")),
    ("stdout was cut", lambda r, _: r.stdout.truncated, Judged(V.OLE, "stdout")),
    ("stderr was cut", lambda r, _: r.stderr.truncated, Judged(V.OLE, "stderr")),
    ("memory limit", ended(Ended.MEMORY), Judged(V.MLE, "oom")),
    ("the kernel killed", lambda r, _: r.oom_kills > 0, Judged(V.MLE, "oom")),
    ("high peak", lambda r, _: r.memory_bytes > 1000, Judged(V.MLE, "over-limit")),
    ("CPU limit", ended(Ended.CPU), Judged(V.TLE, "cpu")),
    ("ended late by itself", lambda r, _: r.cpu_s > 1.0, Judged(V.TLE, "cpu")),
    ("idle", ended(Ended.IDLE), Judged(V.TLE, "idle")),
    ("wall limit", ended(Ended.WALL), Judged(V.TLE, "wall")),
    ("refused call", ended(Ended.SYSCALL), Judged(V.RE, "refused-syscall")),
    ("process limit", ended(Ended.PROCESSES), Judged(V.RE, "process-limit")),
    (
        "failed for want of a process",
        lambda r, _: failed(r) and r.forks_refused > 0,
        Judged(V.RE, "process-limit"),
    ),
    (
        "failed with its memory full",
        lambda r, _: failed(r) and r.memory_bytes > 968.75,
        Judged(V.MLE, "refused-allocation"),
    ),
    (
        "signal",
        lambda r, _: failed(r) and r.signal is not None,
        Judged(V.RE, "signal", "SIGSEGV"),
    ),
    ("exit code", lambda r, _: failed(r) and r.exit_code == 3, Judged(V.RE, "exit-code", "3")),
    ("neither", lambda r, _: failed(r) and r.exit_code is None, Judged(V.RE, "exit-code", "None")),
    ("exit code 0", lambda r, _: failed(r), Judged(V.RE, "exit-code", "0")),
    ("right", lambda _, c: c is RIGHT, Judged(V.AC)),
    ("white space", lambda _, c: c is SPACED, Judged(V.PE, "white-space")),
    ("nothing", lambda r, _: len(r.stdout) == 0, Judged(V.WA, "no-output")),
    ("wrong", lambda _, c: c is WRONG, Judged(V.WA, "wrong-output")),
]


def combinations() -> Iterator[Run]:
    """Yield each way in which a run may look, also those that no box can see."""
    for how, exit_code, signal, oom_kills, forks_refused in itertools.product(
        Ended, (None, 0, 3), (None, 11), (0, 1), (0, 2)
    ):
        for cpu_s, memory, stdout, stderr in itertools.product(
            (1.0, 1.001),
            (968, 969, 1000, 1001),
            (Output(b"4"), Output(b""), Output(b"4", truncated=True)),
            (Output(b""), Output(b"e", truncated=True)),
        ):
            yield run(
                ended=how,
                exit_code=exit_code,
                signal=signal,
                oom_kills=oom_kills,
                forks_refused=forks_refused,
                cpu_s=cpu_s,
                memory_bytes=memory,
                stdout=stdout,
                stderr=stderr,
                over="file",
            )


@pytest.mark.parametrize("checked", [RIGHT, SPACED, WRONG])
def test_of_every_combination_the_first_row_that_holds_decides(checked: Checked) -> None:
    unused = {name for name, _, _ in TABLE}
    for seen in combinations():
        name, _, expected = next(row for row in TABLE if row[1](seen, checked))
        unused.discard(name)

        assert decide(seen, LIMITS, checked) == expected, (name, seen)

    others = {"right", "white space", "nothing", "wrong"}
    assert unused <= others, "rows that no run reaches"


def test_no_program_makes_an_internal_or_a_compile_error() -> None:
    verdicts = {decide(seen, LIMITS, WRONG).verdict for seen in combinations()}

    assert verdicts == {V.WA, V.TLE, V.MLE, V.OLE, V.RE}


def test_a_failure_is_known_without_the_output() -> None:
    for seen in combinations():
        known = failure(seen, LIMITS)

        if known:
            assert decide(seen, LIMITS, None) == known
        else:
            assert (seen.ended, seen.exit_code) == (Ended.EXIT, 0)


def test_a_run_that_did_not_fail_needs_a_checker() -> None:
    with pytest.raises(ValueError, match="decided by its output"):
        decide(run(), LIMITS, None)


@pytest.mark.parametrize("stream", ["stdout", "stderr", "file"])
def test_the_stream_that_was_too_long_is_named(stream: str) -> None:
    seen = run(ended=Ended.OUTPUT, over=stream, exit_code=None, signal=9)

    assert decide(seen, LIMITS, None) == Judged(V.OLE, stream)


def test_what_is_said_on_stderr_is_no_evidence() -> None:
    said = run(stderr=Output(b"fpe, SIGSEGV, MemoryError, Killed, exit code 124"))

    assert decide(said, LIMITS, RIGHT) == ACCEPTED


def test_the_box_alone_judges_the_clock() -> None:
    kept_waiting = run(wall_s=8.0)

    assert decide(kept_waiting, LIMITS, RIGHT) == ACCEPTED


def test_exactly_the_limit_is_within_it() -> None:
    full = run(cpu_s=1.0, wall_s=3.0, memory_bytes=1000)

    assert decide(full, LIMITS, RIGHT) == ACCEPTED


@pytest.mark.parametrize(
    ("number", "name"), [(11, "SIGSEGV"), (6, "SIGABRT"), (8, "SIGFPE"), (40, "SIG40")]
)
def test_signals_have_names(number: int, name: str) -> None:
    seen = run(ended=Ended.SIGNAL, exit_code=None, signal=number)

    assert signal_name(number) == name
    assert decide(seen, LIMITS, None) == Judged(V.RE, "signal", name)


def test_the_docstring_lists_every_cause_that_a_run_can_have() -> None:
    import pyworker.judge.verdict as module

    causes = {decide(seen, LIMITS, each).cause for seen in combinations() for each in (WRONG,)}

    assert module.__doc__ is not None
    for cause in causes | {Cause.WHITE_SPACE, Cause.STDOUT, Cause.STDERR}:
        assert str(cause) in module.__doc__

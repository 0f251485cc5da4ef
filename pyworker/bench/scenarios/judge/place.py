"""A judge of the benchmark's own, with a cache of its own, and what its scenarios share."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyworker.bench.site import Site
from pyworker.judge.cases import CaseCache
from pyworker.judge.compiler import Compiler, mounts
from pyworker.judge.judge import Judge
from pyworker.judge.languages import Languages, load
from pyworker.judge.problem import Case, Problem, ProblemLimits
from pyworker.sandbox.port import MIB, Sandbox

NULL = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
CASE_BYTES = 64 * MIB


@dataclass(frozen=True, slots=True)
class Place:
    """One judge and its parts."""

    judge: Judge
    compiler: Compiler
    languages: Languages
    sandbox: Sandbox
    cases: CaseCache

    def problem(self, cases: int, answer: bytes, time_s: float = 2.0) -> Problem:
        """Make a problem of so many cases, each with its number as input."""
        made = [
            Case(str(number), self.cases.put(b"%d\n" % number), self.cases.put(answer))
            for number in range(cases)
        ]
        return Problem("bench", tuple(made), ProblemLimits(time_s=time_s))


@contextmanager
def open_place(site: Site) -> Iterator[Place]:
    """Open a judge on all cores, with an empty cache."""
    from pyworker.sandbox.native import open_sandbox

    cache = Path(site.folder) / f"judge-{time.monotonic_ns()}"
    languages = load(None)
    with open_sandbox(mounts=mounts(languages, cache)) as sandbox:
        compiler = Compiler(cache, sandbox)
        judge = Judge(sandbox, languages, compiler)
        yield Place(judge, compiler, languages, sandbox, CaseCache(cache / "cases", CASE_BYTES))


def spawn(program: str, *arguments: str, stdin: int = NULL) -> None:
    """Run a program bare, to its end; its output goes nowhere."""
    actions = [(os.POSIX_SPAWN_DUP2, stdin, 0), (os.POSIX_SPAWN_DUP2, NULL, 1)]
    pid = os.posix_spawn(program, [program, *arguments], {}, file_actions=actions)
    os.waitpid(pid, 0)


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def median_ms(work: Callable[[], object], times: int) -> float:
    """Return the median of so many calls, one after the other."""
    return statistics.median(milliseconds(work) for _ in range(times))


def on_all_cores(work: Callable[[int], object], times: int, cores: int) -> float:
    """Call ``work`` so many times from as many threads as cores; returns the calls a second."""
    started = time.perf_counter()
    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(work, range(times)))
    return times / (time.perf_counter() - started)

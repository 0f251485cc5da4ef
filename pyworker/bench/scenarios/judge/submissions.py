"""Whole submissions, one after the other and as many at once as there are cores."""

import os

from pyworker.bench.report import Row, at_least, at_most, shown
from pyworker.bench.scenarios.judge.place import (
    Place,
    milliseconds,
    on_all_cores,
    open_place,
    spawn,
)
from pyworker.bench.site import LostJobs, Site
from pyworker.judge.judgement import Verdict
from pyworker.judge.problem import Problem
from pyworker.judge.submission import Submission

PYTHON = "/usr/bin/python3"
PYTHON_SCENARIO, CASES_SCENARIO = "judge-python", "judge-cases"
SUBMISSIONS = 300
GO_WORKER = 50.0
CASES = 100

# What a case of a millisecond does: it counts until its processor time is used up.
ONE_MILLISECOND = b"""
#include <cstdio>
#include <ctime>
int main() {
    while (clock() < CLOCKS_PER_SEC / 1000) {}
    puts("done");
}
"""


def python(site: Site) -> list[Row]:
    """Measure Python submissions of one case, each another program."""
    rates, bare = [], []
    with open_place(site) as place:
        problem = place.problem(1, b"0\n")
        for _ in range(site.counts.repeat):
            cores = place.sandbox.boxes
            bare.append(on_all_cores(lambda _: spawn(PYTHON, "-c", "pass"), SUBMISSIONS, cores))
            rates.append(on_all_cores(lambda n: _judge(place, problem, n), SUBMISSIONS, cores))
            site.say(f"Python: {shown(rates[-1], 'submissions/s')}, bare {shown(bare[-1], '/s')}")
    what = "Python submissions of one case"
    peer = f"`python3 -c pass`, bare, {os.cpu_count()} at once"
    return [
        Row(PYTHON_SCENARIO, what, "/s", rates, peer, bare, at_least(0.7)),
        Row(PYTHON_SCENARIO, what, "/s", rates, "the Go worker's claim", [GO_WORKER], at_least(4)),
    ]


def _judge(place: Place, problem: Problem, number: int) -> None:
    source = b"print(input())  # %d" % number
    _accepted(place, Submission(source, "python3"), problem)


def _accepted(place: Place, submission: Submission, problem: Problem) -> None:
    judgement = place.judge.judge(submission, problem)
    if judgement.judged.verdict is not Verdict.AC:
        raise LostJobs(f"a correct program was judged {judgement.judged}: {judgement.cases[:1]}")


def cases(site: Site) -> list[Row]:
    """Measure one submission of many short cases, beside its program alone."""
    ours, bare = [], []
    submission = Submission(ONE_MILLISECOND, "cpp17")
    with open_place(site) as place:
        problem = place.problem(CASES, b"done\n")
        program = _program(site, place, submission, problem)
        cores = place.sandbox.boxes
        for _ in range(site.counts.repeat):
            rate = on_all_cores(lambda _: spawn(program), CASES, cores)
            bare.append(CASES / rate * 1000)
            ours.append(milliseconds(lambda: _accepted(place, submission, problem)))
            site.say(f"{CASES} cases: {shown(ours[-1], 'ms')}, bare {shown(bare[-1], 'ms')}")
    what = f"{CASES} cases of 1 ms each, a compiled program"
    peer = f"{CASES} bare spawns of it, {cores} at once"
    return [Row(CASES_SCENARIO, what, "ms", ours, peer, bare, at_most(3.0))]


def _program(site: Site, place: Place, submission: Submission, problem: Problem) -> str:
    """Compile it, as judging would, and give the program a place outside of boxes."""
    language = place.languages.find(submission.language)
    _, program = place.compiler.compile(submission, language, problem)
    if program is None or not isinstance(program.files[0].content, bytes):
        raise LostJobs("the benchmark's own program does not compile")
    path = site.folder / "one-millisecond"
    path.unlink(missing_ok=True)
    path.write_bytes(program.files[0].content)
    path.chmod(0o755)
    return str(path)

"""What is measured, one scenario a file: each takes the site and returns rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyworker.bench.report import Row
from pyworker.bench.scenarios import (
    client,
    computation,
    depth,
    idle,
    latency,
    noop,
    one_shot,
    service,
)
from pyworker.bench.scenarios.judge import (
    checking,
    compiling,
    memory,
    one_run,
    submissions,
)
from pyworker.bench.site import Site


@dataclass(frozen=True, slots=True)
class Scenario:
    """A measurement by its name, and a line about it; ``group`` names several at once."""

    name: str
    about: str
    measure: Callable[[Site], Sequence[Row]]
    group: str = ""


SCENARIOS = (
    Scenario("noop", "no-op jobs, one process", noop.one_process),
    Scenario("noop-2", "no-op jobs, two processes", noop.two_processes),
    Scenario("latency", "enqueue to start, on an idle worker", latency.measure),
    Scenario("one-shot", "statistics of one long test run, whole process", one_shot.measure),
    Scenario("computation", "the statistics' computation alone", computation.measure),
    Scenario("service", "short statistics jobs through the service", service.measure),
    Scenario("depth", "no-op jobs on a long queue, and beside full sets", depth.measure),
    Scenario("client", "enqueueing, one by one and in bulk", client.measure),
    Scenario("idle", "start, and resident memory", idle.measure),
    Scenario("judge-run", "one run in a box", one_run.measure, "judge"),
    Scenario("judge-python", "short Python submissions", submissions.python, "judge"),
    Scenario("judge-compile", "C++ with all headers", compiling.measure, "judge"),
    Scenario("judge-checkers", "long outputs checked", checking.measure, "judge"),
    Scenario("judge-memory", "the service after many submissions", memory.measure, "judge"),
    Scenario("judge-cases", "many short cases of one submission", submissions.cases, "judge"),
)

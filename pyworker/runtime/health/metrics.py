"""Which metrics there are: the one table of their names, kinds and meanings."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyworker.runtime.health.exposition import Histogram, Metric, Samples, Series
from pyworker.runtime.health.panel import ChildState, Snapshot
from pyworker.runtime.tally import BOUNDS_MS


@dataclass(frozen=True, slots=True)
class QueueGauge:
    """One queue; ``latency_s`` is how long its next job has been waiting."""

    name: str
    size: int
    latency_s: float


@dataclass(frozen=True, slots=True)
class Gauges:
    """What the queues' server tells; ``leased`` are the jobs that this service's children hold."""

    queues: Sequence[QueueGauge] = ()
    sets: Mapping[str, int] = field(default_factory=dict)
    leased: int = 0


def local(snapshot: Snapshot, version: str, ready: bool) -> Iterator[Metric | Histogram]:
    """Tell what the supervisor knows."""
    children = snapshot.children
    yield _one("pyworker_info", "gauge", "Which pyworker this is.", 1, version=version)
    yield _one("pyworker_ready", "gauge", "1 where /ready answers 200.", ready)
    yield _one("pyworker_jobs_processed_total", "counter",
               "Jobs run, failed ones among them.", snapshot.processed)  # fmt: skip
    yield _one("pyworker_jobs_failed_total", "counter", "Jobs that failed.", snapshot.failed)
    yield _one("pyworker_jobs_recovered_total", "counter",
               "Jobs returned to their queues after a process had died.",
               snapshot.recovered)  # fmt: skip
    yield _one("pyworker_process_deaths_total", "counter",
               "Processes that died, or were killed for one of their jobs.",
               snapshot.deaths)  # fmt: skip
    yield Metric("pyworker_threads", "gauge", "Threads that run jobs.",
                 _by_child(children, "threads"))  # fmt: skip
    yield Metric("pyworker_threads_busy", "gauge", "Threads that run a job now.",
                 _by_child(children, "busy"))  # fmt: skip
    yield Metric("pyworker_process_resident_memory_bytes", "gauge",
                 "Resident memory, what is shared between processes included.",
                 _by_child(children, "resident_bytes"))  # fmt: skip
    yield from _classes(snapshot)


def of_server(gauges: Gauges | None) -> Iterator[Metric]:
    """Tell what the queues' server knows; None where it does not answer."""
    yield _one("pyworker_redis_up", "gauge", "1 where Redis answers.", gauges is not None)
    if gauges is None:
        return
    yield _one("pyworker_jobs_leased", "gauge",
               "Jobs fetched by this service and not yet settled.", gauges.leased)  # fmt: skip
    yield Metric("pyworker_queue_size", "gauge", "Jobs that wait in a queue.",
                 [({"queue": each.name}, each.size) for each in gauges.queues])  # fmt: skip
    yield Metric("pyworker_queue_latency_seconds", "gauge",
                 "How long the next job of a queue has been waiting.",
                 [({"queue": each.name}, each.latency_s) for each in gauges.queues])  # fmt: skip
    yield Metric("pyworker_set_size", "gauge", "Jobs in the retry, schedule and dead set.",
                 [({"set": name}, size) for name, size in gauges.sets.items()])  # fmt: skip


def _classes(snapshot: Snapshot) -> Iterator[Metric | Histogram]:
    results = []
    durations = Histogram(
        "pyworker_job_duration_seconds",
        "How long jobs ran that did not fail.",
        [bound / 1000 for bound in BOUNDS_MS],
    )
    for name, (count, failed, seconds, *histogram) in sorted(snapshot.classes.items()):
        results.append(({"class": name, "result": "done"}, count - failed))
        results.append(({"class": name, "result": "failed"}, failed))
        durations.series.append(Series({"class": name}, histogram, seconds))
    yield Metric("pyworker_jobs_total", "counter", "Jobs run, by class and result.", results)
    yield durations


def _by_child(children: Sequence[ChildState], name: str) -> Samples:
    """Label by the place, not by the pid: each new label is a new series to Prometheus."""
    found: Counter[tuple[int, str]] = Counter()
    for child in children:
        found[child.number, "leaving" if child.leaving else "serving"] += getattr(child, name)
    return [
        ({"process": str(number), "state": state}, value)
        for (number, state), value in sorted(found.items())
    ]


def _one(name: str, kind: str, text: str, value: float, **labels: str) -> Metric:
    return Metric(name, kind, text, [(labels, value)])

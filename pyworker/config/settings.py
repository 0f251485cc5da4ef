"""The settings as the rest of the program sees them: checked, with units in their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Window = Literal["auto", "task", "all"]
Memory = Literal["allocated", "resident"]
# Whose metrics are written: those of Sidekiq 8 or of Sidekiq 7.
Metrics = Literal["8", "7", "off"]
# Whose words a verdict is told in: the judge's codes, a grading app's, or those of a simple judge.
Words = Literal["short", "grading", "judge"]
# Names with weights; all 0 means a fixed order.
Weights = tuple[tuple[str, int], ...]


class CapsuleSettings(NamedTuple):
    """Threads of each process that serve queues of their own."""

    name: str
    queues: Weights
    concurrency: int


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked; units are in the names.

    Attributes:
        database: a libpq connection string or URL. It may hold a password: never print it.
        queues: those of the default capsule, names with weights; all 0 means a fixed order.
        concurrency: threads of the default capsule.
        extra_capsules: those beside the default one.
        poll_interval_s: if set, each process polls so often however many there are.
        max_retries: for jobs that say ``retry: true``, and those that say nothing.
        max_memory_bytes: a process that has more resident makes room for a new one; 0: never.
        max_jobs: the same for one that has run so many jobs.
        cache_dir: where compiled programs and test cases are kept between submissions.
        languages_file: rows beside those of the judge's own table of languages; '': none.
        judge_cores: programs that one process judges at once; 0: as many as it has cores.
        judge_words: of what is stored.
        judge_insecure: run untrusted programs also where the sandbox lacks namespaces.
        problems_dir: where problems are looked for by name; '': nowhere.
        health_port: where probes and metrics are answered; 0: nowhere.
        warnings: what the user should know of how these settings came about.
        sources: where each value came from, by the attribute's name; for people.
    """

    redis_url: str = field(repr=False)
    database: str = field(repr=False)
    queues: Weights
    concurrency: int
    processes: int
    shutdown_timeout_s: float
    poll_average_s: float
    poll_interval_s: float | None
    max_retries: int
    dead_max_jobs: int
    dead_timeout_s: float
    log_level: str
    log_format: str
    stats_window: Window
    stats_memory: Memory
    metrics: Metrics
    tag: str
    labels: tuple[str, ...]
    environment: str
    config_file: str
    require: tuple[str, ...] = ()
    cache_dir: str = ""
    languages_file: str = ""
    problems_dir: str = ""
    judge_cores: int = 0
    judge_words: Words = "grading"
    judge_insecure: bool = False
    max_memory_bytes: int = 0
    max_jobs: int = 0
    health_port: int = 0
    health_host: str = "127.0.0.1"
    extra_capsules: tuple[CapsuleSettings, ...] = ()
    warnings: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def capsules(self) -> tuple[CapsuleSettings, ...]:
        default = CapsuleSettings("default", self.queues, self.concurrency)
        return (default, *self.extra_capsules)

    @property
    def threads(self) -> int:
        """Return how many jobs one process runs at once, over all its capsules."""
        return sum(capsule.concurrency for capsule in self.capsules)

    @property
    def queue_names(self) -> tuple[str, ...]:
        names = (name for capsule in self.capsules for name, _ in capsule.queues)
        return tuple(dict.fromkeys(names))

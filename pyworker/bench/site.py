"""What the scenarios of one run share: counts, servers, contenders, and figures used twice."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from pyworker.bench import contenders, keyspace, schema, servers, worker
from pyworker.bench.contenders import PYWORKER, SIDEKIQ, Contender
from pyworker.bench.worker import Worker
from pyworker.errors import PyworkerError
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Connection

Say = Callable[[str], None]


class LostJobs(PyworkerError):
    """A contender did not do all the jobs, so its figure would be worth nothing."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is measured; all follows from the number of no-op jobs."""

    jobs: int
    repeat: int

    @property
    def deep(self) -> int:
        return self.jobs * 5

    @property
    def shallow(self) -> int:
        return max(100, self.jobs // 20)

    @property
    def set_members(self) -> int:
        return self.jobs // 2

    @property
    def one_by_one(self) -> int:
        return min(500, max(20, self.jobs // 100))

    @property
    def stats_jobs(self) -> int:
        return max(100, self.jobs // 10)

    @property
    def samples(self) -> int:
        return max(1000, self.jobs * 10)


@dataclass
class Site:
    """One run's place; the database is opened, and filled, by the first who needs it."""

    counts: Counts
    say: Say
    redis_url: str
    connection: Connection
    folder: Path
    stack: ExitStack
    named_database: str
    # Sidekiq's no-op figures by number of processes; some goals are scaled by them.
    sidekiq_rates: dict[int, list[float]] = field(default_factory=dict)

    @cached_property
    def database(self) -> str:
        """The URL of a schema with the Rails app's tables and the samples."""
        if not self.named_database:
            self.say("starting a private PostgreSQL")
        given = self.named_database or servers.start_postgres(self.folder, self.stack)
        url = self.stack.enter_context(schema.borrow(given))
        self.say(f"loading {self.counts.samples:,} samples")
        with psycopg.connect(url, autocommit=True) as connection:
            schema.fill(connection, self.counts.samples)
        return url

    @cached_property
    def sql(self) -> psycopg.Connection[tuple[Any, ...]]:
        return self.stack.enter_context(psycopg.connect(self.database, autocommit=True))

    @property
    def stamps(self) -> Path:
        """Where the jobs that note times write them, one a line."""
        return self.folder / "stamps"

    def rivals(self) -> list[Contender]:
        """Return pyworker, and Sidekiq where it can be had."""
        missing = contenders.missing_sidekiq()
        if missing:
            self.say(missing)
        return [PYWORKER] if missing else [PYWORKER, SIDEKIQ]

    def environment(self, database: str = "") -> dict[str, str]:
        return contenders.environment(self.redis_url, database, self.stamps)

    @contextmanager
    def launched(
        self, contender: Contender, processes: int = 1, database: str = ""
    ) -> Iterator[Worker]:
        """Run a contender in an otherwise idle place, from its start to its end."""
        environ = self.environment(database)
        with worker.running(contender, processes, environ, self.folder) as started:
            yield started
        worker.wait_until_gone(self.connection)

    @contextmanager
    def waiting(
        self, contender: Contender, processes: int = 1, database: str = ""
    ) -> Iterator[Worker]:
        """The same, once it is ready and waits for jobs."""
        with self.launched(contender, processes, database) as started:
            worker.wait_until_ready(self.connection, started, processes)
            yield started

    @contextmanager
    def counted(self, contender: Contender, jobs: int) -> Iterator[None]:
        """See that a contender did so many jobs meanwhile, by its own count, and failed at none.

        Raises:
            LostJobs: says what it counted.
        """
        before = self._processed()
        yield
        processed, failed = (
            now - then for now, then in zip(self._processed(), before, strict=True)
        )
        if failed or not jobs * (1 - contender.may_miss) <= processed <= jobs:
            raise LostJobs(
                f"{contender.name} got {jobs:,} jobs and counted {processed:,} done, {failed:,} "
                "of them failed"
            )

    def _processed(self) -> tuple[int, int]:
        processed, failed = self.connection.call("MGET", keys.PROCESSED, keys.FAILED)
        return int(processed or 0), int(failed or 0)


@contextmanager
def open_site(counts: Counts, say: Say, redis_url: str, database: str) -> Iterator[Site]:
    """Open what a run needs, on the servers that are named or on private ones."""
    with ExitStack() as stack:
        folder = servers.temporary_folder(stack)
        if not redis_url:
            say("starting a private Redis")
            redis_url = servers.start_redis(folder, stack)
        connection = stack.enter_context(keyspace.borrow(redis_url))
        yield Site(counts, say, redis_url, connection, folder, stack, database)

"""Judging what Rails has stored: a submission's id in, rows of submission_results out.

Importing this loads neither psycopg nor the judge, and making a ``JudgeService`` opens nothing: the
first ``run`` does all that, in the process that runs it. Its threads then share one sandbox.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

from pyworker.database import Database
from pyworker.errors import PyworkerError

if TYPE_CHECKING:
    import psycopg

    from pyworker.judge.cases import CaseCache
    from pyworker.judge.judge import Judge
    from pyworker.judge.words import Words

    Connection = psycopg.Connection[tuple[Any, ...]]


class ServiceClosed(PyworkerError):
    """The process that judged is about to end."""


class Bench(NamedTuple):
    """What a judge works with; the context that gives it ends both."""

    judge: "Judge"
    cases: "CaseCache"


class JudgeService:
    """Judges submissions and stores what it finds; one for a process, safe in its threads.

    Args:
        database: where submissions are; its connections are set up by ``configure``.
        open_bench: opens what the judge needs; called at the first submission.
        words: those that are stored.
    """

    def __init__(
        self,
        database: Database,
        open_bench: Callable[[], AbstractContextManager[Bench]],
        words: "Words",
    ) -> None:
        self._database = database
        self._open_bench = open_bench
        self._words: Words = words
        self._bench: Bench | None = None
        self._opened = ExitStack()
        self._closing = False
        self._lock = threading.Lock()

    def run(self, submission_id: int) -> None:
        """Judge a submission, and store the results in place of any former ones.

        What its owner must mend (a broken problem, an unknown language) is stored, too.

        Raises:
            SubmissionNotFound: there is none.
            ServiceClosed: ``close`` was called.
            PyworkerError: it cannot be judged now, through no fault of its own.
            psycopg.Error: the database failed; the former results are as they were.
        """
        from pyworker.judge import stored

        stored.run(self._database, self._ready(), submission_id, self._words)

    def give_up(self, submission_id: int, error: Exception) -> None:
        """Store that a submission could not be judged, and will not be tried again."""
        if self._closing:
            # What failed was ended by this process's own end; its job runs again in another.
            return
        from pyworker.judge import stored

        stored.give_up(self._database, submission_id, error, self._words)

    def close(self) -> None:
        """Close the sandbox and the connections for good; programs that still run are ended."""
        self._closing = True
        with self._lock:
            self._bench = None
            self._opened.close()
        self._database.close()

    def _ready(self) -> Bench:
        with self._lock:
            if self._closing:
                raise ServiceClosed("this process ends; the job runs again in another")
            if self._bench is None:
                self._bench = self._opened.enter_context(self._open_bench())
            return self._bench


def configure(connection: "Connection") -> None:
    """Set a new connection up for the statements of this room."""
    # Rails stores times as UTC without a zone; so ``now()`` is to be written.
    connection.execute("SET TimeZone = 'UTC'")

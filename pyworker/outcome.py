"""What became of a job: a value, chosen in one place and written in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Done:
    """The handler returned."""


@dataclass(frozen=True, slots=True)
class Retry:
    """The handler failed; ``body`` goes to the retry set, due at ``at`` (epoch seconds)."""

    body: bytes
    at: float


@dataclass(frozen=True, slots=True)
class Snooze:
    """The handler asked to run later; not a failure. ``at`` is epoch seconds."""

    body: bytes
    at: float


@dataclass(frozen=True, slots=True)
class Dead:
    """No retry is left, or the body is no job; ``body`` goes to the dead set.

    ``counted`` is False for a body that never was a job: Sidekiq counts it neither as processed
    nor as failed.
    """

    body: bytes
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Discarded:
    """The handler failed, and the job asked for neither retry nor dead set.

    ``failed`` is False for a job that was not run, as its time was over: no failure.
    """

    failed: bool = True


Outcome = Done | Retry | Snooze | Dead | Discarded

DONE = Done()
EXPIRED = Discarded(failed=False)

"""Outcomes: where they put a job, and what they leave of its lease."""

import time

import pytest

from pyworker.outcome import DONE, EXPIRED, Dead, Discarded, Done, Outcome, Retry, Snooze
from pyworker.transport import Settled
from tests.contract.backend import (
    Backend,
    Settle,
    Stored,
    fetched,
    jid,
    job,
    jobs,
    settle_by_inbox,
)

# No float of fewer digits survives a detour by single precision or by text of 15 digits.
AT = 1795320459.9128153
# Bytes that any parser on the way would change.
ODD = b'{"class":"Job", "args":[12345678901234567890, 1.0, 1e2, {}, [], "\\u00e9", "\xff\x00"]}'


@pytest.mark.parametrize("outcome", [DONE, Done(), Discarded(), EXPIRED])
def test_a_job_that_is_over_leaves_nothing(
    backend: Backend, settle: Settle, outcome: Outcome
) -> None:
    process = backend.start()
    (delivery,) = fetched(backend, process, job())

    settle(process, [(delivery, outcome)])

    assert backend.leased() == backend.queued() == []
    assert backend.stored("retry") == backend.stored("schedule") == backend.stored("dead") == []


def test_a_retry_keeps_its_bytes_and_its_time(backend: Backend, settle: Settle) -> None:
    process = backend.start()
    (delivery,) = fetched(backend, process, job())

    settle(process, [(delivery, Retry(ODD, AT))])

    assert backend.stored("retry") == [Stored(ODD, AT)]
    assert backend.leased() == []


def test_a_snoozed_job_keeps_its_bytes_and_its_time(backend: Backend, settle: Settle) -> None:
    process = backend.start()
    (delivery,) = fetched(backend, process, job())

    settle(process, [(delivery, Snooze(ODD, AT))])

    assert backend.stored("schedule") == [Stored(ODD, AT)]
    assert backend.leased() == []


@pytest.mark.parametrize("counted", [True, False])
def test_a_dead_job_keeps_its_bytes_and_its_time_of_death(
    backend: Backend, settle: Settle, counted: bool
) -> None:
    process = backend.start()
    (delivery,) = fetched(backend, process, ODD)

    before = time.time()
    settle(process, [(delivery, Dead(ODD, counted))])

    (dead,) = backend.stored("dead")
    assert dead.body == ODD
    assert before <= dead.at <= time.time()
    assert backend.leased() == []


def test_each_job_of_a_mixed_batch_goes_its_own_way(backend: Backend, settle: Settle) -> None:
    process = backend.start()
    pushed = jobs(5)
    deliveries = fetched(backend, process, *pushed)
    outcomes: list[Outcome] = [
        DONE,
        Retry(b"retry", AT),
        Dead(b"dead"),
        Snooze(b"snooze", AT),
        Discarded(),
    ]

    settle(process, list(zip(deliveries, outcomes, strict=True)))

    assert backend.stored("retry") == [Stored(b"retry", AT)]
    assert backend.stored("schedule") == [Stored(b"snooze", AT)]
    assert [body for body, _ in backend.stored("dead")] == [b"dead"]
    assert backend.leased() == backend.queued() == []


def test_a_batch_is_settled_and_the_next_fetched_in_one_step(backend: Backend) -> None:
    process = backend.start((("a", 0), ("b", 0)))
    first, second = jobs(3), jobs(2)
    backend.push("a", *first)
    backend.push("b", *second)
    inbox = process.inbox()
    batch = inbox.swap([], 3)

    following = inbox.swap([(delivery, DONE) for delivery in batch], 3)

    assert [delivery.body for delivery in following] == second
    assert sorted(backend.leased()) == sorted(second)


def test_jobs_not_yet_settled_stay_leased(backend: Backend, settle: Settle) -> None:
    process = backend.start()
    pushed = jobs(3)
    deliveries = fetched(backend, process, *pushed)

    settle(process, [(deliveries[1], DONE)])

    assert process.leased() == [pushed[0], pushed[2]]


def test_jobs_given_back_meanwhile_are_not_settled(backend: Backend, settle: Settle) -> None:
    process = backend.start()
    pushed = jobs(3)
    deliveries = fetched(backend, process, *pushed)
    process.transport.give_back(deliveries[1:2])

    settle(process, [(delivery, DONE) for delivery in deliveries])

    assert backend.queued() == [pushed[1]]
    assert backend.leased() == []


def test_the_rest_of_a_batch_settles_when_some_were_given_back(backend: Backend) -> None:
    process = backend.start()
    pushed = jobs(4)
    deliveries = fetched(backend, process, *pushed)
    process.transport.give_back(deliveries[2:])
    inbox = process.inbox()

    following = inbox.swap([(delivery, DONE) for delivery in deliveries[:2]], 10)

    assert [delivery.body for delivery in following] == pushed[2:]
    assert process.leased() == pushed[2:]


def test_two_deliveries_of_the_same_bytes_are_settled_one_at_a_time(
    backend: Backend, settle: Settle
) -> None:
    process = backend.start()
    body = job()
    one, other = fetched(backend, process, body, body)

    settle(process, [(one, DONE)])
    assert process.leased() == [body]
    settle(process, [(other, DONE)])
    assert process.leased() == []


def test_settling_twice_is_harmless(backend: Backend, settle: Settle) -> None:
    process = backend.start()
    kept, *deliveries = fetched(backend, process, *jobs(4))
    outcomes: list[Outcome] = [DONE, Retry(b"retry", AT), Dead(b"dead")]
    settled: list[Settled] = list(zip(deliveries, outcomes, strict=True))

    settle(process, settled)
    settle(process, settled)

    assert backend.stored("retry") == [Stored(b"retry", AT)]
    assert [body for body, _ in backend.stored("dead")] == [b"dead"]
    assert process.leased() == [kept.body]


def test_a_recovered_job_is_no_longer_the_zombies_to_settle(
    backend: Backend, settle: Settle
) -> None:
    zombie, other = backend.start(), backend.start()
    pushed = jobs(3)
    deliveries = fetched(backend, zombie, *pushed)
    backend.kill(zombie)
    other.transport.recover()

    outcomes: list[Outcome] = [DONE, Retry(b"retry", AT), Dead(b"dead")]
    settle(zombie, list(zip(deliveries, outcomes, strict=True)))

    assert backend.queued() == pushed
    assert backend.stored("retry") == backend.stored("dead") == []


def test_a_lost_lease_is_logged_with_the_jid(
    backend: Backend, caplog: pytest.LogCaptureFixture
) -> None:
    zombie, other = backend.start(), backend.start()
    body = job()
    (delivery,) = fetched(backend, zombie, body)
    backend.kill(zombie)
    other.transport.recover()

    settle_by_inbox(zombie, [(delivery, DONE)])

    (record,) = [r for r in caplog.records if "lease lost" in r.getMessage()]
    assert jid(body) in record.getMessage()

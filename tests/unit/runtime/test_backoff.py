"""Delays between attempts that keep failing."""

from pyworker.runtime.backoff import Backoff


def test_delays_double_up_to_the_cap_and_half_of_each_is_chance() -> None:
    backoff = Backoff(first_s=1.0, most_s=8.0)

    delays = [backoff.next_s() for _ in range(6)]

    for delay, most in zip(delays, [1, 2, 4, 8, 8, 8], strict=True):
        assert most / 2 <= delay <= most


def test_a_success_begins_anew() -> None:
    backoff = Backoff(first_s=1.0, most_s=8.0)
    for _ in range(5):
        backoff.next_s()

    backoff.reset()

    assert not backoff.failing
    assert backoff.next_s() <= 1.0
    assert backoff.failing


def test_an_outage_of_days_does_not_overflow() -> None:
    backoff = Backoff(most_s=5.0)

    delays = [backoff.next_s() for _ in range(5000)]

    assert max(delays) <= 5.0
    assert len(set(delays[-10:])) > 1

"""What is sent to settle a job, whatever its body holds."""

import re

import pytest

from pyworker.job import parse
from pyworker.outcome import DONE, Dead, Discarded, Outcome, Retry, Snooze
from pyworker.transport import Delivery
from pyworker.transports.redis import keys
from pyworker.transports.redis.connection import Command, _pack
from pyworker.transports.redis.settlement import DeadLimits, commands, tally_name

STRANGE = [
    *(b"", b"{", b"\xff", b"[]", b'{"class":"A","jid":7}', b'{"class":"A","jid":"\\ud800"}'),
    *(b'{"class":"A","jid":"caf\xe9"}', b'{"class":"A","jid":"a\\nb \\u0000"}'),
]


def given(body: bytes) -> Delivery:
    return Delivery(body, "default", "lease")


def command(body: bytes, outcome: Outcome) -> Command:
    (found,) = commands([(given(body), outcome)], DeadLimits())
    return found


@pytest.mark.parametrize(
    ("outcome", "target"),
    [
        (DONE, None),
        (Discarded(), None),
        (Retry(b"{}", 1.0), keys.RETRY),
        (Snooze(b"{}", 1.0), keys.SCHEDULE),
        (Dead(b"{}"), keys.DEAD),
    ],
)
def test_each_outcome_goes_to_its_own_set(outcome: Outcome, target: str | None) -> None:
    sent = command(b'{"class":"A","jid":"j"}', outcome)

    targets = {keys.RETRY, keys.SCHEDULE, keys.DEAD}
    assert targets.intersection(sent) == ({target} if target else set())
    assert b'{"class":"A","jid":"j"}' in sent
    assert "j" in sent


@pytest.mark.parametrize("body", STRANGE, ids=repr)
@pytest.mark.parametrize("outcome", [DONE, Retry(b"{}", 1.0), Dead(b"\xff")], ids=repr)
def test_whatever_a_body_holds_its_settlement_can_be_sent(body: bytes, outcome: Outcome) -> None:
    assert body in _pack(command(body, outcome))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"class":"A"}', b'{"class":"A","jid":""}'])
def test_without_a_jid_recoveries_are_counted_under_a_digest(body: bytes) -> None:
    name = tally_name(given(body))

    assert re.fullmatch("[0-9a-f]{24}", name)
    assert name == tally_name(given(body))
    assert name != tally_name(given(body + b" "))


@pytest.mark.parametrize("jid", ["j", "b4a577edbccf1d805744efa9", "é"])
def test_with_a_jid_they_are_counted_under_it(jid: str) -> None:
    delivery = given(f'{{"class":"A","jid":"{jid}"}}'.encode())
    parsed = given(delivery.body)
    parsed.job = parse(parsed.body)

    assert tally_name(delivery) == tally_name(parsed) == jid

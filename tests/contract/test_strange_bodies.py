"""Bodies that no client should send: they stop nothing, and none disappears."""

import pytest

from pyworker.outcome import Dead, Retry
from tests.contract.backend import Backend, Settle, Stored, fetched, job

STRANGE = {
    "jid of a lone surrogate": b'{"class":"Job","args":[],"jid":"\\ud800"}',
    "queue of a lone surrogate": b'{"class":"Job","args":[],"queue":"\\ud800"}',
    "class of a lone surrogate": b'{"class":"\\ud800","args":[]}',
    "jid of a wrong type": b'{"class":"Job","args":[],"jid":[1]}',
    "queue of a wrong type": b'{"class":"Job","args":[],"queue":{}}',
    "empty queue": b'{"class":"Job","args":[],"queue":""}',
    "nested deeply": b'{"class":"Job","args":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "invalid UTF-8": b'{"class":"Job","args":["\xff"],"jid":"\xfe","\xfd":1}',
    "times out of range": b'{"class":"Job","args":[],"created_at":1e999,"failed_at":-1e999}',
    "numbers too long": b'{"class":"Job","args":[],"created_at":' + b"9" * 5000 + b"}",
    "no JSON": b"\x00\xff",
}


@pytest.fixture(params=STRANGE)
def strange(request: pytest.FixtureRequest) -> bytes:
    return STRANGE[str(request.param)]


def test_it_does_not_stop_the_promotion_of_others(backend: Backend, strange: bytes) -> None:
    process = backend.start()
    good = job(queue="good")
    backend.put("retry", strange, 1.0)
    backend.put("retry", good, 2.0)

    assert process.transport.promote(3.0) == 2

    assert backend.stored("retry") == []
    assert len(backend.queued("good")) == 1


def test_it_is_settled_like_any_other(backend: Backend, settle: Settle, strange: bytes) -> None:
    process = backend.start()
    one, other = fetched(backend, process, strange, strange)

    settle(process, [(one, Retry(strange, 5.0)), (other, Dead(strange, counted=False))])

    assert backend.stored("retry") == [Stored(strange, 5.0)]
    assert [body for body, _ in backend.stored("dead")] == [strange]
    assert backend.leased() == []


def test_it_is_recovered_with_the_others(backend: Backend, strange: bytes) -> None:
    dead, living = backend.start(), backend.start()
    pushed = [job(1), strange, job(2)]
    fetched(backend, dead, *pushed)
    backend.kill(dead)

    assert living.transport.recover().returned == 3
    assert backend.queued() == pushed


def test_it_goes_to_the_dead_set_when_processes_keep_dying(
    backend: Backend, strange: bytes
) -> None:
    backend.push("default", strange)

    for _ in range(3):
        dead = backend.start()
        assert len(dead.inbox().swap([], 1)) == 1
        backend.kill(dead)
        backend.start().transport.recover()

    assert len(backend.stored("dead")) == 1
    assert backend.queued() == backend.leased() == []

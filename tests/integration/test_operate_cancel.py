"""``pyworker cancel``: a job is found wherever it is."""

import json

import pytest

from tests.integration.operator_command import Operator
from tests.integration.worker import Queues, Worker


@pytest.fixture
def queues(redis_url: str) -> Queues:
    return Queues(redis_url)


@pytest.fixture
def operator(redis_url: str) -> Operator:
    return Operator(redis_url)


def test_a_queued_job_is_removed_and_no_other(queues: Queues, operator: Operator) -> None:
    queues.push_all("Mail", [[number] for number in range(700)])
    jid = json.loads(queues.queued()[3])["jid"]
    queues.redis.hset("pyworker:suspects", jid, "1 1700000000")

    found = operator.json("cancel", jid, "--yes")

    assert found == {"jid": jid, "place": "queue default", "action": "removed"}
    assert len(queues.queued()) == 699
    assert jid not in "".join(queues.queued())
    assert not queues.redis.exists("pyworker:suspects")


@pytest.mark.parametrize(
    ("key", "place"), [("retry", "the retry set"), ("schedule", "the schedule")]
)
def test_a_job_that_waits_for_its_time_is_removed(
    queues: Queues, operator: Operator, key: str, place: str
) -> None:
    bodies = [json.dumps({"class": "Mail", "args": [], "jid": jid}) for jid in ("a", "b")]
    queues.redis.zadd(key, dict.fromkeys(bodies, 4e9))

    assert operator.says("cancel", "a", "--yes") == f"removed: a in {place}\n"

    assert [payload["jid"] for payload, _ in queues.sorted_set(key)] == ["b"]


def test_a_running_job_is_asked_for_and_the_request_expires(
    redis_url: str, queues: Queues, operator: Operator
) -> None:
    with Worker(redis_url) as worker:
        worker.ready()
        jid = json.loads(queues.push("Block", "x"))["jid"]
        queues.waited("started")

        found = operator.json("cancel", jid, "--yes")

        assert found["action"] == "asked to kill"
        assert f":{worker.children()[0]}:" in found["place"]
        assert queues.redis.zrange("pyworker:cancel", 0, -1) == [jid]
        assert 0 < int(str(queues.redis.ttl("pyworker:cancel"))) <= 60


def test_a_job_that_runs_in_ruby_is_left_alone(queues: Queues, operator: Operator) -> None:
    identity = "web-1:7:0123456789ab"
    work = {"queue": "default", "run_at": 1700000000, "payload": '{"class":"Mail","jid":"a"}'}
    queues.redis.sadd("processes", identity)
    queues.redis.hset(f"{identity}:work", "tid", json.dumps(work))

    result = operator.run("cancel", "a", "--yes")

    assert result.exit_code == 1
    assert (
        result.stderr
        == f"pyworker: job a runs in {identity}, a Ruby process, which cannot kill it\n"
    )
    assert not queues.redis.exists("pyworker:cancel")


def test_a_job_that_is_nowhere_is_told(queues: Queues, operator: Operator) -> None:
    queues.push("Mail")

    result = operator.run("cancel", "nope", "--yes")

    assert result.exit_code == 1
    assert result.stderr == (
        "pyworker: no job nope is queued, scheduled, to be retried or running\n"
    )


def test_without_a_terminal_nothing_is_removed_unasked(queues: Queues, operator: Operator) -> None:
    jid = json.loads(queues.push("Mail"))["jid"]

    result = operator.run("cancel", jid)

    assert result.exit_code == 2
    assert f"Remove Mail {jid} from queue default?" in result.stderr
    assert len(queues.queued()) == 1

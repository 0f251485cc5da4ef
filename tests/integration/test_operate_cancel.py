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


def test_a_running_job_is_killed_and_dead_and_its_neighbour_runs(
    redis_url: str, queues: Queues, operator: Operator
) -> None:
    with Worker(redis_url, "-c", "2") as worker:
        worker.ready()
        jid = json.loads(queues.push("Block", "called off"))["jid"]
        queues.waited("started")
        queues.push("Block", "neighbour")
        queues.waited("started")
        child = worker.children()[0]
        queues.redis.zadd("pyworker:cancel", {"nobody runs this": 4e9})

        found = operator.json("cancel", jid, "--yes")

        assert found["action"] == "asked to kill"
        assert f":{child}:" in found["place"]
        worker.until(f"class=Block jid={jid} WARNING: JobCancelled: Block was called off")
        # The neighbour's process died with it; it runs again, and to its end.
        assert queues.waited("started") == "neighbour"
        queues.redis.rpush("release:neighbour", "go", "go")
        assert queues.waited("ran") == "neighbour"
        assert worker.stop() == 0

    ((payload, _),) = queues.sorted_set("dead")
    assert (payload["jid"], payload["error_class"]) == (jid, "JobCancelled")
    assert queues.sorted_set("retry") == []
    assert (queues.number("stat:failed"), queues.number("stat:processed")) == (1, 2)
    assert not queues.redis.exists("pyworker:suspects")
    # What nobody has found is asked for until the request expires.
    assert queues.redis.zrange("pyworker:cancel", 0, -1) == ["nobody runs this"]
    assert 0 < int(str(queues.redis.ttl("pyworker:cancel"))) <= 60


def test_a_running_job_that_wants_no_dead_set_is_gone(
    redis_url: str, queues: Queues, operator: Operator
) -> None:
    with Worker(redis_url) as worker:
        jid = json.loads(queues.push("Block", "x", dead=False))["jid"]
        queues.waited("started")

        operator.json("cancel", jid, "--yes")

        worker.until("JobCancelled: .*; discarded")
        worker.until("returned 0 jobs to their queues, 0 dead")
        assert worker.stop() == 0

    assert queues.sorted_set("dead") == queues.sorted_set("retry") == []
    assert queues.queued() == []


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

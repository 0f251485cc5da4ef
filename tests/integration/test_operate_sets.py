"""``pyworker retries``, ``scheduled`` and ``dead`` on a real Redis."""

import json
import time
from typing import Any

import pytest

from pyworker.transports.redis import keys
from tests.integration.operator_command import Operator, Terminal
from tests.integration.worker import Queues

HOUR_S = 3600.0


@pytest.fixture
def queues(redis_url: str) -> Queues:
    return Queues(redis_url)


@pytest.fixture
def operator(redis_url: str) -> Operator:
    return Operator(redis_url)


def body(name: str, jid: str, **fields: Any) -> str:
    payload = {"class": name, "args": [1], "jid": jid, "queue": "default", "retry": True}
    return json.dumps(payload | {"created_at": 1700000000.5, "enqueued_at": 1700000000.5} | fields)


def failed(name: str, jid: str, **fields: Any) -> str:
    failure = {"retry_count": 2, "error_class": "ValueError", "failed_at": 1.5}
    return body(name, jid, **failure | {"error_message": f"{jid} failed"} | fields)


def fill(queues: Queues, key: str, *bodies: str, first_s: float = HOUR_S) -> None:
    """Put bodies into a set, the first due in an hour, each an hour after the one before."""
    now = time.time()
    scores = {each: now + first_s + HOUR_S * number for number, each in enumerate(bodies)}
    queues.redis.zadd(key, scores)


def jids(queues: Queues, key: str) -> list[str]:
    return [payload["jid"] for payload, _ in queues.sorted_set(key)]


def test_a_list_shows_the_first_and_counts_all(queues: Queues, operator: Operator) -> None:
    fill(queues, "retry", *(failed("Mail", f"j{number}") for number in range(30)))

    shown = operator.says("retries", "--limit", "2").splitlines()

    assert shown[0].split() == ["DUE", "TRIES", "CLASS", "QUEUE", "JID", "ARGS", "ERROR"]
    assert "3  Mail   default  j0   1     ValueError: j0 failed" in shown[1]
    assert "j1 failed" in shown[2]
    assert shown[3:] == ["", "30 jobs; the first 2 are shown"]


def test_the_dead_are_listed_from_the_last_one(queues: Queues, operator: Operator) -> None:
    fill(queues, "dead", *(failed("Mail", jid) for jid in "abc"), first_s=-9 * HOUR_S)

    found = operator.json("dead", "--limit", "2")

    assert [job["jid"] for job in found["jobs"]] == ["c", "b"]
    assert (found["set"], found["total"], found["matched"]) == ("dead", 3, 3)


def test_filters_narrow_a_list(queues: Queues, operator: Operator) -> None:
    fill(
        queues,
        "retry",
        failed("Mail", "a"),
        failed("Mail", "b", queue="low"),
        failed("Bill::Send", "c", error_message="Timeout"),
        failed("Bill::Pay", "d"),
    )

    def listed(*flags: str) -> list[str]:
        return [job["jid"] for job in operator.json("retries", "list", *flags)["jobs"]]

    assert listed("--class", "Mail") == ["a", "b"]
    assert listed("--class", "Bill::*") == ["c", "d"]
    assert listed("--queue", "low") == ["b"]
    assert listed("--jid", "a", "--jid", "d") == ["a", "d"]
    assert listed("--error", "timeout") == ["c"]
    assert listed("--after", "+90m", "--before", "+210m") == ["b", "c"]


def test_an_empty_set_is_no_failure_but_a_filter_without_a_match_is(
    queues: Queues, operator: Operator
) -> None:
    assert operator.says("retries") == "0 jobs\n"
    fill(queues, "retry", failed("Mail", "a"))

    result = operator.run("retries", "--class", "Other", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"set": "retries", "total": 1, "matched": 0, "jobs": []}
    assert result.stderr == "pyworker: nothing matches\n"


def test_retry_puts_jobs_into_their_queues_and_counts_one_failure_back(
    queues: Queues, operator: Operator
) -> None:
    before = time.time()
    odd = '{"bid":"b","big":12345678901234567890,"none":[],"float":1795320459.9128153,'
    fill(queues, "retry", odd + failed("Mail", "a", queue="low")[1:], failed("Bill", "b"))

    says = operator.says("retries", "retry", "--class", "Mail", "--yes")

    assert says == "retried 1 job\n"
    assert jids(queues, "retry") == ["b"]
    (queued,) = queues.queued("low")
    # What is not ours keeps its bytes.
    assert queued.startswith(odd)
    payload = json.loads(queued)
    assert (payload["retry_count"], payload["error_class"]) == (1, "ValueError")
    assert before <= payload["enqueued_at"] <= time.time()
    assert queues.redis.smembers("queues") == {"low"}


def test_a_first_retry_counts_to_minus_one_as_with_sidekiq(
    queues: Queues, operator: Operator
) -> None:
    fill(queues, "retry", failed("Mail", "a", retry_count=0))

    operator.says("retries", "retry", "--all", "--yes")

    assert json.loads(queues.queued()[0])["retry_count"] == -1


def test_requeue_forgets_the_failures(queues: Queues, operator: Operator) -> None:
    fill(queues, "dead", failed("Mail", "a", error_backtrace="x", retried_at=2.5, tags=["t"]))

    assert operator.json("dead", "requeue", "--all", "--yes") == {
        "set": "dead",
        "action": "requeue",
        "matched": 1,
        "done": 1,
    }

    payload = json.loads(queues.queued()[0])
    assert set(payload) == {
        *("class", "args", "jid", "queue", "retry", "created_at", "enqueued_at", "tags")
    }


def test_enqueue_runs_what_is_scheduled_now(queues: Queues, operator: Operator) -> None:
    fill(queues, "schedule", body("Mail", "a"), body("Mail", "b", created_at=1700000000000))

    operator.says("scheduled", "enqueue", "--before", "+9h", "-y")

    first, second = map(json.loads, queues.queued())
    assert (first["jid"], second["jid"]) == ("a", "b")
    # Each in the unit that its own timestamps have.
    assert isinstance(first["enqueued_at"], float)
    assert isinstance(second["enqueued_at"], int)
    assert jids(queues, "schedule") == []


def test_kill_moves_the_very_bytes_and_trims_the_dead_set(queues: Queues, redis_url: str) -> None:
    operator = Operator(redis_url, PYWORKER_DEAD_MAX_JOBS="3")
    ancient = time.time() - keys.DEAD_TIMEOUT_S - 10
    queues.redis.zadd("dead", {body("Old", "ancient"): ancient})
    fill(queues, "dead", body("Old", "o1"), body("Old", "o2"), first_s=-3 * HOUR_S)
    odd = '{ "class": "Mail", "jid": "a", "args": [ ] }'
    fill(queues, "retry", odd)

    operator.says("retries", "kill", "--jid", "a", "--yes")

    newest: Any = queues.redis.zrange("dead", -1, -1)
    assert newest == [odd]
    assert jids(queues, "dead") == ["o2", "a"]
    assert jids(queues, "retry") == []


@pytest.mark.parametrize(("name", "key"), [("retries", "retry"), ("scheduled", "schedule")])
def test_delete_removes_for_good(queues: Queues, operator: Operator, name: str, key: str) -> None:
    fill(queues, key, body("Mail", "a"), body("Bill", "b"))

    assert operator.says(name, "delete", "--class", "Bill", "--yes") == "deleted 1 job\n"

    assert jids(queues, key) == ["a"]
    assert queues.queued() == []


def test_what_is_no_job_can_be_seen_and_deleted_but_not_run(
    queues: Queues, operator: Operator
) -> None:
    fill(queues, "dead", "{ broken", failed("Mail", "a"))

    result = operator.run("dead", "retry", "--all", "--yes")

    assert result.stdout == ("retried 1 of 2 jobs; the others moved on meanwhile, or are no jobs\n")
    assert "(no job)" in operator.says("dead")
    assert operator.run("dead", "retry", "--all", "--yes").exit_code == 1
    assert operator.says("dead", "delete", "--all", "--yes") == "deleted 1 job\n"


def test_a_limit_takes_the_first_of_the_list(queues: Queues, operator: Operator) -> None:
    fill(queues, "retry", *(failed("Mail", jid) for jid in "abcd"))
    fill(queues, "dead", *(failed("Mail", jid) for jid in "abcd"), first_s=-9 * HOUR_S)

    operator.says("retries", "delete", "--all", "--limit", "3", "--yes")
    operator.says("dead", "delete", "--class", "Mail", "--limit", "1", "--yes")

    assert jids(queues, "retry") == ["d"]
    assert jids(queues, "dead") == ["a", "b", "c"]


def test_without_a_terminal_nothing_is_done_unasked(queues: Queues, operator: Operator) -> None:
    fill(queues, "retry", failed("Mail", "a"), failed("Bill", "b"))

    result = operator.run("retries", "delete", "--all", stdin="y\n")

    assert result.exit_code == 2
    assert "Delete 2 jobs of the retry set (1 Mail, 1 Bill)?" in result.stderr
    assert "add --yes" in result.stderr
    assert len(jids(queues, "retry")) == 2


@pytest.mark.parametrize(("answer", "status", "left"), [("y\n", 0, []), ("n\n", 1, ["a"])])
def test_in_a_terminal_one_is_asked(
    redis_url: str, queues: Queues, answer: str, status: int, left: list[str]
) -> None:
    fill(queues, "retry", failed("Mail", "a"))

    with Terminal(redis_url, "retries", "delete", "--all") as terminal:
        terminal.until(r"Delete 1 job of the retry set \(1 Mail\)\? \[y/N\]: ")
        terminal.type(answer)
        assert terminal.ended() == status

    assert jids(queues, "retry") == left


def test_of_two_who_act_on_the_same_jobs_each_job_is_moved_once(
    queues: Queues, operator: Operator, redis_url: str
) -> None:
    fill(queues, "retry", *(failed("Mail", f"j{number}") for number in range(3)))

    with Terminal(redis_url, "retries", "retry", "--all") as slow:
        slow.until(r"\? \[y/N\]: ")
        operator.says("retries", "delete", "--jid", "j1", "--yes")
        slow.type("y\n")
        slow.until("retried 2 jobs|retried 2 of 3")

    assert [json.loads(each)["jid"] for each in queues.queued()] == ["j0", "j2"]

"""``pyworker queues``, ``pause``, ``unpause`` and ``push`` on a real Redis and a real worker."""

import json
import re
import time
from pathlib import Path

import pytest

from tests.integration.operator_command import Operator
from tests.integration.worker import Queues, Worker


@pytest.fixture
def queues(redis_url: str) -> Queues:
    return Queues(redis_url)


@pytest.fixture
def operator(redis_url: str) -> Operator:
    return Operator(redis_url)


def test_queues_are_listed_with_size_latency_and_pause(queues: Queues, operator: Operator) -> None:
    queues.push("Mail", 1, queue="mail", enqueued_at=time.time() - 90)
    queues.push("Mail", 2, queue="mail")
    # Sidekiq 8 counts milliseconds.
    queues.push("Mail", 3, queue="eight", enqueued_at=int(time.time() * 1000) - 5000)
    operator.says("pause", "mail", "nightly")

    found = {queue["name"]: queue for queue in operator.json("queues")}

    assert {name: queue["size"] for name, queue in found.items()} == {
        "eight": 1, "mail": 2, "nightly": 0,
    }  # fmt: skip
    assert found["mail"]["latency_s"] == pytest.approx(90, abs=5)
    assert found["eight"]["latency_s"] == pytest.approx(5, abs=5)
    assert [name for name, queue in found.items() if queue["paused"]] == ["mail", "nightly"]
    assert re.search(r"^mail +2 +1m 3\ds +paused$", operator.says("queues"), re.MULTILINE)


def test_a_queue_shows_its_next_jobs_first(queues: Queues, operator: Operator) -> None:
    for number in range(3):
        queues.push("Mail", number, jid=f"j{number}", queue="mail")

    found = operator.json("queues", "show", "mail", "--limit", "2")

    assert (found["queue"], found["size"]) == ("mail", 3)
    assert [job["jid"] for job in found["jobs"]] == ["j0", "j1"]
    assert operator.says("queues", "show", "mail").endswith("\n3 jobs in mail\n")


def test_a_queue_larger_than_a_page_is_shown_to_its_end(queues: Queues, operator: Operator) -> None:
    queues.push_all("Mail", [[number] for number in range(1200)])

    jobs = operator.json("queues", "show", "default", "--limit", "5000")["jobs"]

    assert [job["args"][0] for job in jobs] == list(range(1200))


def test_clearing_a_queue_removes_it_with_its_jobs(queues: Queues, operator: Operator) -> None:
    queues.push("Mail", queue="mail", jid="poison")
    queues.push("Mail", queue="other")
    queues.redis.hset("pyworker:suspects", mapping={"poison": "1 1", "elsewhere": "1 1"})

    assert operator.json("queues", "clear", "mail", "--yes")["done"] == 1

    assert queues.redis.smembers("queues") == {"other"}
    assert queues.queued("mail") == []
    # Counts of a job that is gone would be kept for days.
    assert queues.redis.hkeys("pyworker:suspects") == ["elsewhere"]
    assert operator.run("queues", "clear", "mail", "--yes").exit_code == 1


def test_a_worker_fetches_nothing_from_a_paused_queue(
    redis_url: str, queues: Queues, operator: Operator
) -> None:
    assert operator.says("pause", "default") == "paused now: default\n"
    with Worker(redis_url, "-q", "default", "-q", "open") as worker:
        worker.ready()
        queues.push("Record", "paused")
        queues.push("Record", "open", queue="open")
        assert queues.waited("ran") == '"open"'
        assert len(queues.queued()) == 1

        assert operator.json("unpause", "default") == {
            "action": "unpause", "done": 1, "paused": [],
        }  # fmt: skip
        assert queues.waited("ran") == '"paused"'


def test_unpausing_what_is_not_paused_is_told(queues: Queues, operator: Operator) -> None:
    queues.push("Mail")
    result = operator.run("unpause", "default")

    assert result.exit_code == 1
    assert result.stderr == "pyworker: none of them was paused\n"


def test_a_pushed_job_is_run(redis_url: str, queues: Queues, operator: Operator) -> None:
    with Worker(redis_url) as worker:
        worker.ready()

        jid = operator.says("push", "Context", "--retry", "3").strip()

        assert json.loads(queues.waited("ran")) == [jid, None, "default", []]


def test_arguments_queue_and_retry_are_as_given(queues: Queues, operator: Operator) -> None:
    flags = ("--queue", "low", "--retry", "0")
    found = operator.json("push", "Mail", "7", '"a b"', '{"n": [1.5, null]}', *flags)

    payload = json.loads(queues.queued("low")[0])
    assert payload["args"] == [7, "a b", {"n": [1.5, None]}]
    assert (payload["class"], payload["queue"], payload["retry"]) == ("Mail", "low", 0)
    assert found == {"class": "Mail", "queue": "low", "at": None, "jids": [payload["jid"]]}


def test_a_job_for_later_is_scheduled(queues: Queues, operator: Operator) -> None:
    before = time.time()

    operator.says("push", "Mail", "1", "--in", "5m")
    operator.says("push", "Mail", "2", "--at", "2099-01-01T00:00:00Z")
    operator.says("push", "Mail", "3", "--at", "-5m")

    (first, first_at), (second, second_at) = queues.sorted_set("schedule")
    assert (first["args"], second["args"]) == ([1], [2])
    assert before + 300 <= first_at <= time.time() + 300
    assert second_at == 4070908800
    # What is due already is not scheduled.
    assert json.loads(queues.queued()[0])["args"] == [3]


def test_a_file_is_a_job_a_line_and_a_wrong_line_pushes_nothing(
    queues: Queues, operator: Operator, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text("".join(f"[{number}]\n" for number in range(1500)))
    bad.write_text("1\n2\nthree\n")

    jids = operator.says("push", "Mail", "--bulk", str(good)).split()
    assert operator.run("push", "Mail", "--bulk", str(bad)).exit_code == 2

    payloads = [json.loads(each) for each in queues.queued()]
    assert [payload["args"] for payload in payloads] == [[number] for number in range(1500)]
    assert [payload["jid"] for payload in payloads] == jids


def test_jobs_may_come_from_stdin(queues: Queues, operator: Operator) -> None:
    result = operator.run("push", "Mail", "--bulk", "-", stdin="7\n[8, true]\n")

    assert result.exit_code == 0
    assert [json.loads(each)["args"] for each in queues.queued()] == [[7], [8, True]]


@pytest.mark.parametrize("command", ["status", "queues", "retries", "push X", "cancel j"])
def test_a_redis_that_is_away_is_one_line_without_the_password(command: str) -> None:
    operator = Operator("redis://:secret@127.0.0.1:1/3")

    result = operator.run(*command.split())

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("pyworker: Redis at redis://127.0.0.1:1/3: ")
    assert result.stderr.count("\n") == 1
    assert "secret" not in result.stderr


def test_a_refusal_of_redis_names_the_address(redis_url: str) -> None:
    result = Operator(redis_url.replace("redis://", "redis://:secret@")).run("queues")

    assert result.exit_code == 1
    assert redis_url.removeprefix("redis://") in result.stderr
    assert "secret" not in result.stderr

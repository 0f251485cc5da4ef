"""C12 to C16: the process as ProcessSet and WorkSet show it, and the buttons it obeys."""

import json
import socket
from pathlib import Path
from typing import Any

from tests.conformance.ruby import Ruby
from tests.conformance.service import BEAT_S, service
from tests.integration.worker import Queues

PROCESS = "Sidekiq::ProcessSet.new.first"


def fields_of(queues: Queues, key: str) -> dict[str, str]:
    fields: Any = queues.redis.hgetall(key)
    return dict(fields)


def test_c12_process_set_tells_all_of_each_process(redis_url: str, ruby: Ruby) -> None:
    flags = ("-g", "reports", "-c", "3", "-q", "high,2", "-q", "low,1")
    labels = {"PYWORKER_LABELS": "blue,green"}
    with service(redis_url, *flags, PYWORKER_PROCESSES="2", **labels) as worker:
        ruby.until("Sidekiq::ProcessSet.new.size == 2")
        # The first beat cannot know its own round trip; the next ones do.
        ruby.until("Sidekiq::ProcessSet.new.all? { |p| p['rtt_us'] > 0 }", within_s=BEAT_S)
        seen = ruby.value("Sidekiq::ProcessSet.new.map { |p| p.instance_variable_get(:@attribs) }")
        totals = ruby.value("s = Sidekiq::ProcessSet.new; [s.total_concurrency, s.total_rss]")
        now = ruby.value("Time.now.to_f")
        children = worker.children()
        assert worker.stop() == 0

    assert sorted(each["pid"] for each in seen) == sorted(children)
    for each in seen:
        assert each["hostname"] == socket.gethostname()
        assert each["identity"].startswith(f"{socket.gethostname()}:{each['pid']}:")
        assert (each["tag"], each["labels"]) == ("reports", ["blue", "green"])
        assert each["quiet"] == "false"
        assert (each["queues"], each["concurrency"], each["busy"]) == (["high", "low"], 3, 0)
        assert now - 2 * BEAT_S < each["started_at"] <= each["beat"] <= now
        assert each["rss"] > 1000
    assert totals == [6, sum(each["rss"] for each in seen)]
    assert ruby.value("Sidekiq::ProcessSet.new.size") == 0


def test_c12_the_process_has_the_shape_that_sidekiq_7_and_8_read(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url, "-c", "3", "-q", "high,2", "-q", "low,1"):
        ruby.until("Sidekiq::ProcessSet.new.size == 1")
        identity = ruby.value(f"{PROCESS}.identity")
        fields = fields_of(queues, identity)
        ttl_s = int(str(queues.redis.ttl(identity)))

    info = json.loads(fields["info"])
    assert fields["concurrency"] == "3"
    assert {"busy", "beat", "quiet", "rss", "rtt_us"} <= fields.keys()
    assert isinstance(info["started_at"], float)
    assert info["weights"] == [{"high": 2, "low": 1}]
    assert info["capsules"] == {
        "default": {"concurrency": 3, "mode": "weighted", "weights": {"high": 2, "low": 1}}
    }
    assert info["version"]
    assert info["embedded"] is False
    assert 0 < ttl_s <= 60


def test_c12_capsules_are_shown_as_sidekiq_7_and_8_show_them(
    redis_url: str, ruby: Ruby, queues: Queues, tmp_path: Path
) -> None:
    config = tmp_path / "sidekiq.yml"
    config.write_text(
        "concurrency: 2\nqueues: [high, low]\n"
        "capsules:\n  single:\n    concurrency: 1\n    queues: [[often, 2], [seldom, 1]]\n"
    )
    with service(redis_url, "-C", str(config)):
        ruby.until("Sidekiq::ProcessSet.new.size == 1")
        fields = fields_of(queues, ruby.value(f"{PROCESS}.identity"))
        assert ruby.value(f"{PROCESS}.queues") == ["high", "low", "often", "seldom"]
        assert ruby.value("Sidekiq::ProcessSet.new.total_concurrency") == 3
        assert ruby.get("/busy").status == 200

    info = json.loads(fields["info"])
    strict = {"concurrency": 2, "mode": "strict", "weights": {"high": 0, "low": 0}}
    single = {"concurrency": 1, "mode": "weighted", "weights": {"often": 2, "seldom": 1}}
    assert info["capsules"] == {"default": strict, "single": single}
    assert info["weights"] == [strict["weights"], single["weights"]]
    assert fields["concurrency"] == "3"


def test_c13_work_set_shows_a_long_job_while_it_runs(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        jid = ruby.value("Hold.perform_async('long')")
        queues.waited("started")
        ruby.until("Sidekiq::Workers.new.size == 1", within_s=BEAT_S)
        ((identity, tid, work),) = ruby.value("Sidekiq::Workers.new.to_a")
        by_version = [fields_of(queues, f"{identity}:{name}") for name in ("work", "workers")]
        now = ruby.value("Time.now.to_f")
        queues.redis.rpush("release:long", "go")
        assert queues.waited("ran") == "long"
        ruby.until("Sidekiq::Workers.new.to_a.empty?", within_s=BEAT_S)
        assert ruby.value("Sidekiq::Workers.new.size") == 0
        assert worker.stop() == 0

    assert work["payload"]["jid"] == jid
    assert work["queue"] == "default"
    assert isinstance(work["run_at"], int)
    assert now - 2 * BEAT_S < work["run_at"] <= now
    # Sidekiq 6.4 reads the one, 7 and 8 the other.
    assert by_version[0] == by_version[1]
    assert list(by_version[0]) == [tid]
    assert isinstance(json.loads(by_version[0][tid])["payload"], str)


def test_c14_quiet_fetches_no_more_and_lets_the_running_job_end(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        ruby.run("Hold.perform_async('running')")
        queues.waited("started")
        ruby.run(f"{PROCESS}.quiet!")
        ruby.until(f"{PROCESS}.stopping?", within_s=BEAT_S)
        ruby.run("Record.perform_async('later')")
        queues.redis.rpush("release:running", "go")
        assert queues.waited("ran") == "running"
        assert ruby.value("Sidekiq::Queue.new.size") == 1
        assert worker.stop() == 0

    assert ruby.value("Sidekiq::Queue.new.map(&:klass)") == ["Record"]
    assert ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed]") == [1, 0]


def test_c15_stop_returns_the_unfinished_job_to_the_head_of_its_queue(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url, "-c", "1", "-t", "0.5") as worker:
        worker.ready()
        ruby.run("Hold.set(queue: 'unserved', tags: ['é']).perform_async('endless')")
        sent = ruby.value("Sidekiq::Queue.new('unserved').first.value")
        queues.redis.lpush("queue:default", sent)
        queues.waited("started")
        ruby.run("Record.perform_async('behind')")
        ruby.run(f"{PROCESS}.stop!")
        ruby.until("Sidekiq::ProcessSet.new.size == 0", within_s=BEAT_S + 3)
        # The last child was told to stop: its supervisor has no more to do.
        assert worker.process.wait(10) == 0

    # The next to be fetched is Ruby's last.
    values = ruby.value("Sidekiq::Queue.new.map(&:value)")
    assert values[-1] == sent
    assert [json.loads(value)["class"] for value in values] == ["Record", "Hold"]
    assert ruby.value("Sidekiq::Workers.new.size") == 0


def test_c16_dump_threads_logs_the_stacks(redis_url: str, ruby: Ruby, queues: Queues) -> None:
    with service(redis_url, "-c", "1") as worker:
        jid = ruby.value("Hold.perform_async('dumped')")
        queues.waited("started")
        ruby.run(f"{PROCESS}.dump_threads")
        worker.until(f"thread processor-0 .*class=Hold jid={jid}")
        worker.until("in hold")
        queues.redis.rpush("release:dumped", "go")
        assert queues.waited("ran") == "dumped"
        assert worker.stop() == 0

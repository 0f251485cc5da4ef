"""C25: jobs of ActiveJob, which wraps their class and their arguments."""

import json

from tests.conformance.ruby import Ruby
from tests.conformance.service import service
from tests.integration.worker import Queues

FIRST = "Sidekiq::RetrySet.new.first"


def test_c25_perform_later_unwraps_plain_arguments(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        ruby.run('Greet.perform_later(1, "é", nil, [2.5, true], { "a" => { "b" => [] } })')
        values, named = json.loads(queues.waited("ran"))
        assert worker.stop() == 0

    assert values == [1, "é", None, [2.5, True], {"a": {"b": []}}]
    assert named == {}
    assert ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed]") == [1, 0]


def test_c25_perform_later_unwraps_what_json_has_no_words_for(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        gid = ruby.value(
            "task = Task.create!(name: 'greeting')\n"
            "$run = task.handlers.create!(handler_type: 'ruby').test_runs.create!\n"
            "$run.to_global_id.to_s"
        )
        ruby.run(
            "Greet.perform_later($run, { by: :symbol }, :sym, 2.hours, Date.new(2026, 2, 28),\n"
            "  Time.utc(2026, 2, 28, 12, 30), [$run], when: :now)"
        )
        values, named = json.loads(queues.waited("ran"))
        assert worker.stop() == 0

    assert gid.startswith("gid://fixture/TestRun/")
    assert values == [
        f"GlobalId {gid}",
        {"by": "symbol"},
        "sym",
        "timedelta 2:00:00",
        "date 2026-02-28",
        "datetime 2026-02-28 12:30:00+00:00",
        [f"GlobalId {gid}"],
    ]
    assert named == {"when": "now"}


def test_c25_a_job_that_waits_is_scheduled_and_not_early(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        worker.ready()
        due = ruby.value(
            "now = Time.now.to_f; Greet.set(wait: 1.second).perform_later('later'); now + 1"
        )
        assert ruby.value("Sidekiq::ScheduledSet.new.map(&:display_class)") == ["Greet"]
        assert json.loads(queues.waited("ran")) == [["later"], {}]
        assert ruby.value("Time.now.to_f") >= due
        assert worker.stop() == 0

    assert ruby.value("Sidekiq::ScheduledSet.new.size") == 0


def test_c25_a_failure_is_shown_under_the_wrapped_class(redis_url: str, ruby: Ruby) -> None:
    with service(redis_url):
        ruby.run("$sent = GreetBadly.set(queue: 'default').perform_later({ by: :symbol })")
        ruby.until("Sidekiq::RetrySet.new.size == 1")

    wrapper, shown, error = ruby.value(f"e = {FIRST}; [e.klass, e.display_class, e['error_class']]")
    assert wrapper == "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper"
    assert (shown, error) == ("GreetBadly", "ValueError")
    # What Ruby itself would run again is what it sent.
    assert ruby.value(f"ActiveJob::Base.deserialize({FIRST}.args[0]).job_id == $sent.job_id")
    assert ruby.value(
        f"job = ActiveJob::Base.deserialize({FIRST}.args[0])\n"
        "job.send(:deserialize_arguments_if_needed); job.arguments == [{ by: :symbol }]"
    )
    page = ruby.get("/retries")
    assert page.status == 200
    assert "GreetBadly" in page.text

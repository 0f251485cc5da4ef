"""ActiveJob, as Rails itself enqueues it, up to the rows of the stats job.

What each kind of argument becomes is in ``tests/conformance`` and in ``tests/unit``.
"""

import json

import psycopg

from tests.integration.rails import RailsApp
from tests.integration.worker import Queues, Worker

# An ActiveJob of the name that the stats job has.
AS_ACTIVE_JOB = """
Object.send(:remove_const, :RubyWorker) if Object.const_defined?(:RubyWorker)
class RubyWorker < ActiveJob::Base
  queue_as "python"
end
task = Task.create!(name: "by ActiveJob")
handler = task.handlers.create!(handler_type: "ruby")
$runs = Array.new(3) { handler.test_runs.create! }
"""


def test_a_record_is_as_good_as_its_id(redis_url: str, postgres_url: str) -> None:
    queues = Queues(redis_url)
    app = RailsApp.prepared(redis_url, postgres_url, queue="python")
    app.rake("stats:samples", 100, 7)
    with app.console() as ruby:
        ruby(AS_ACTIVE_JOB)
        ruby("RubyWorker.perform_later($runs[0])")
        ruby("RubyWorker.perform_later($runs[1].id)")
        ruby("RubyWorker.set(wait: 0.2).perform_later($runs[2])")
        ids = json.loads(ruby("print JSON.generate($runs.map(&:id))"))

    with Worker(redis_url, WORKER_QUEUE="python", DATABASE_URL=postgres_url) as worker:
        for _ in range(3):
            worker.until("class=RubyWorker jid=[0-9a-f]{24} elapsed=[0-9.e-]+ INFO: done")
        assert worker.stop() == 0

    with psycopg.connect(postgres_url) as connection:
        stored = connection.execute("select test_run_id from test_results order by 1").fetchall()
    assert [id_ for (id_,) in stored] == ids
    assert queues.number("stat:failed") == 0


def test_a_record_of_another_model_is_refused(redis_url: str, postgres_url: str) -> None:
    queues = Queues(redis_url)
    app = RailsApp.prepared(redis_url, postgres_url, queue="python")
    with app.console() as ruby:
        ruby(AS_ACTIVE_JOB)
        ruby("RubyWorker.perform_later(Task.first)")

    with Worker(redis_url, WORKER_QUEUE="python", DATABASE_URL=postgres_url) as worker:
        worker.until(r"WrongArguments: RubyWorker takes one argument.*GlobalId\(.*model='Task'")
        assert worker.stop() == 0

    ((payload, _),) = queues.sorted_set("retry")
    assert payload["args"][0]["arguments"] == [{"_aj_globalid": "gid://fixture/Task/1"}]

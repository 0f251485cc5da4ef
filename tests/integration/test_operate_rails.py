"""Ruby's Sidekiq as the referee: it sees what the commands did, and they see what it did."""

import json

import pytest

from tests.integration.operator_command import Operator
from tests.integration.rails import RailsApp


@pytest.fixture
def app(redis_url: str, postgres_url: str) -> RailsApp:
    return RailsApp.prepared(redis_url, postgres_url)


FAIL = """
def fail_once(name, jid, count)
  Sidekiq.redis do |redis|
    redis.zadd('retry', Time.now.to_f + 3600, Sidekiq.dump_json(
      'class' => name, 'args' => [1], 'jid' => jid, 'queue' => 'low', 'retry' => true,
      'retry_count' => count, 'failed_at' => Time.now.to_f, 'created_at' => Time.now.to_f,
      'error_class' => 'Oops', 'error_message' => 'no'))
  end
end
"""


def test_both_sides_see_the_same(app: RailsApp) -> None:
    operator = Operator(app.redis_url)
    with app.console() as ruby:
        ruby(FAIL)
        # What Ruby's own "retry now" does, and what ours does.
        ruby("fail_once('A', 'ruby', 2); Sidekiq::RetrySet.new.find_job('ruby').retry")
        ruby("fail_once('A', 'ours', 2)")
        operator.says("retries", "retry", "--jid", "ours", "--yes")
        queued = ruby(
            "puts Sidekiq::Queue.new('low').map { |j| [j.jid, j['retry_count'], j.klass] }.to_json"
        )
        assert sorted(json.loads(queued)) == [["ours", 1, "A"], ["ruby", 1, "A"]]

        ruby("fail_once('B', 'b', 0); fail_once('C', 'c', 25)")
        operator.says("retries", "kill", "--jid", "b", "--yes")
        dead = ruby("puts Sidekiq::DeadSet.new.map { |j| [j.jid, j['error_class']] }.to_json")
        assert json.loads(dead) == [["b", "Oops"]]
        # Its own search finds a job by bytes that we moved.
        assert ruby("puts Sidekiq::DeadSet.new.find_job('b').delete").strip() == "true"

        jid = operator.says("push", "Mail", '"x"', "--in", "1h", "--queue", "low").strip()
        later = ruby("j = Sidekiq::ScheduledSet.new.first; puts [j.jid, j.args, j.queue].to_json")
        assert json.loads(later) == [jid, ["x"], "low"]

        ruby("Sidekiq::Client.push('class' => 'Mail', 'args' => [2], 'queue' => 'low')")
        sizes = {each["name"]: each["size"] for each in operator.json("queues")}
        assert sizes["low"] == 3
        counts = ruby(
            "s = Sidekiq::Stats.new;"
            "puts [s.enqueued, s.retry_size, s.scheduled_size, s.dead_size].to_json"
        )
        found = operator.json("status")
        ours = [found[name] for name in ("enqueued", "retry", "scheduled", "dead")]
        assert json.loads(counts) == ours == [3, 1, 1, 0]

"""C28: the figures of the Metrics tab, under the keys of the Sidekiq that shall read them.

Sidekiq 6.4 has no such tab: Ruby computes the keys that 7 and 8 ask for, and reads what is there.
"""

from typing import Any

import pytest

from tests.conformance.ruby import Ruby
from tests.conformance.service import service

HOUR_S = 3600
# By version: the hashes, the histogram of a class, both of one minute in UTC.
KEYS = {
    "7": (
        ["j|#{t.strftime('%Y%m%d')}|#{t.hour}:#{t.min}"],
        "Nap-#{t.strftime('%d-%H')}:#{t.min}",
    ),
    "8": (
        [
            "j|#{t.strftime('%y%m%d')}|#{t.hour}:#{t.strftime('%M')}",
            "j|#{t.strftime('%y%m%d')}|#{t.hour}:#{t.strftime('%M')[0]}",
        ],
        "h|Nap-#{t.day}-#{t.hour}:#{t.min}",
    ),
}
TTL_S = {"7": [8 * HOUR_S], "8": [8 * HOUR_S, 72 * HOUR_S]}
READ_HISTOGRAM = "c.call('BITFIELD', key, *(0..25).flat_map { |n| ['GET', 'u16', \"##{n}\"] })"
ALL_KEYS = "Sidekiq.redis { |c| (c.keys('j|*') + c.keys('h|*') + c.keys('Nap-*')).sort }"


def run_some(ruby: Ruby, redis_url: str, version: str) -> None:
    """Run 20 jobs that take some 5 ms, one that fails and an ActiveJob, within one minute."""
    ruby.run("sleep 0.1 until Time.now.utc.sec < 50")
    with service(redis_url, "-c", "1", PYWORKER_METRICS=version) as worker:
        ruby.run(
            "20.times { Nap.perform_async('default') }\n"
            "Fail.perform_async('x'); Greet.perform_later"
        )
        ruby.until("Sidekiq.redis { |c| c.llen('ran') } == 21")
        assert worker.stop() == 0


def in_this_minute(ruby: Ruby, *keys: str) -> Any:
    quoted = ", ".join(f'"{key}"' for key in keys)
    return ruby.value(f"t = Time.now.utc; [{quoted}]")


@pytest.mark.parametrize("version", ["7", "8"])
def test_c28_metrics_are_under_the_keys_of_the_chosen_version(
    version: str, redis_url: str, ruby: Ruby
) -> None:
    run_some(ruby, redis_url, version)

    hashes, histogram = KEYS[version]
    *names, histogram = in_this_minute(ruby, *hashes, histogram)
    for name, ttl_s in zip(names, TTL_S[version], strict=True):
        figures = ruby.value(f"Sidekiq.redis {{ |c| c.hgetall('{name}') }}")
        took_ms = int(figures.pop("Nap|ms"))
        assert 20 * 5 <= took_ms < 20 * 100
        assert {key: value for key, value in figures.items() if not key.endswith("|ms")} == {
            "Nap|p": "20",
            "Fail|p": "1",
            "Fail|f": "1",
            "Greet|p": "1",
        }
        assert "Fail|ms" not in figures
        assert ttl_s - 60 < ruby.value(f"Sidekiq.redis {{ |c| c.ttl('{name}') }}") <= ttl_s
    buckets = ruby.value(f"key = '{histogram}'; Sidekiq.redis {{ |c| {READ_HISTOGRAM} }}")
    assert sum(buckets) == 20
    # The first bucket ends at 20 ms.
    assert buckets[0] >= 10
    assert ruby.value("Sidekiq.redis { |c| c.keys('*Fail-*') }") == []
    others = {*ruby.value(ALL_KEYS)} - {*names, histogram}
    assert [key for key in others if "Greet" not in key] == []


def test_c28_no_metrics_where_they_are_off(redis_url: str, ruby: Ruby) -> None:
    run_some(ruby, redis_url, "off")

    assert ruby.value(ALL_KEYS) == []
    assert ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed]") == [22, 1]

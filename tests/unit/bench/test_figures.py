"""What is computed from looks at a queue and from waits."""

import pytest

from pyworker.bench.drain import Drain
from pyworker.bench.scenarios import SCENARIOS
from pyworker.bench.scenarios.latency import percentile
from pyworker.bench.session import choose
from pyworker.bench.site import Counts
from pyworker.errors import ConfigError


def test_a_rate_is_of_all_jobs_until_the_last_is_settled() -> None:
    assert Drain(1000, 0.5, ((0.0, 1000), (0.4, 0))).rate == 2000.0


def test_a_flow_leaves_out_the_first_fetch_and_the_end() -> None:
    looks = ((0.0, 1000), (0.1, 1000), (0.2, 800), (0.3, 500), (0.4, 200), (0.9, 0))

    assert Drain(1000, 1.0, looks).flow == pytest.approx(600 / 0.2)


def test_a_flow_too_short_to_be_seen_is_the_rate() -> None:
    assert Drain(1000, 0.5, ((0.0, 1000), (0.2, 400), (0.4, 0))).flow == 2000.0


def test_percentiles_are_of_the_nearest_rank() -> None:
    values = [float(value) for value in range(100, 0, -1)]

    assert percentile(values, 50) == 50.0
    assert percentile(values, 99) == 99.0
    assert percentile([7.0], 99) == 7.0


def test_counts_follow_from_the_number_of_no_op_jobs() -> None:
    counts = Counts(200_000, 3)

    assert (counts.deep, counts.shallow, counts.set_members) == (1_000_000, 10_000, 100_000)
    assert (counts.samples, counts.stats_jobs, counts.one_by_one) == (2_000_000, 20_000, 500)


def test_scenarios_are_chosen_by_name_and_all_by_default() -> None:
    assert [each.name for each in choose(["idle", "noop"])] == ["idle", "noop"]
    assert choose([]) == list(SCENARIOS)


def test_an_unknown_scenario_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"no scenario 'nop'; there are noop, noop-2"):
        choose(["nop"])


def test_a_group_names_all_of_its_scenarios() -> None:
    chosen = [scenario.name for scenario in choose(["judge", "noop"])]
    assert chosen[-1] == "noop"
    assert {"judge-run", "judge-python", "judge-compile", "judge-cases"} < set(chosen[:-1])
    assert all(name.startswith("judge-") for name in chosen[:-1])

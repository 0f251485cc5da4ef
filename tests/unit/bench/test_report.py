"""Ratios, goals, the table and the JSON."""

import json

import pytest

from pyworker.bench.report import Goal, Row, as_json, at_least, at_most, table


def row(goal: Goal | None, figures: list[float], peers: list[float], note: str = "") -> Row:
    return Row("noop", "no-op jobs", "jobs/s", figures, "Sidekiq 6.4.1", peers, goal, note)


def test_the_ratio_is_of_the_medians() -> None:
    measured = row(at_least(5), [90.0, 1000.0, 110.0], [10.0, 30.0, 20.0])

    assert measured.figure == 110.0
    assert measured.peer_figure == 20.0
    assert measured.ratio == 5.5


@pytest.mark.parametrize(
    ("goal", "figure", "met"),
    [
        (at_least(5), 50.0, True),
        (at_least(5), 49.9, False),
        (at_most(1), 10.0, True),
        (at_most(1), 10.1, False),
    ],
)
def test_a_goal_is_met_at_its_limit_and_missed_beyond_it(
    goal: Goal, figure: float, met: bool
) -> None:
    assert row(goal, [figure], [10.0]).met is met


def test_without_a_peer_there_is_neither_a_ratio_nor_a_verdict() -> None:
    measured = row(at_least(5), [50.0], [])

    assert measured.ratio is None
    assert measured.met is None
    assert "| 50 jobs/s | Sidekiq 6.4.1 |            |       | at least 5 |" in table([measured])


def test_a_missed_goal_stands_out_in_the_table() -> None:
    printed = table([row(at_least(5), [140_000.0], [30_000.0], note="seen")])

    heading, rule, line = printed.splitlines()
    assert len(heading) == len(rule) == len(line)
    assert "no-op jobs (seen)" in line
    assert "140,000 jobs/s" in line
    assert "| 4.67 " in line
    assert "| NO " in line


def test_the_json_is_one_line_with_every_run_and_the_facts() -> None:
    text = as_json([row(at_most(1), [3.0, 1.0, 2.0], [4.0])], {"cores": 2})

    assert "\n" not in text
    document = json.loads(text)
    assert document["cores"] == 2
    (found,) = document["rows"]
    assert found["figures"] == [3.0, 1.0, 2.0]
    assert (found["figure"], found["ratio"], found["met"]) == (2.0, 0.5, True)
    assert found["must_reach"] == "at most 1"

"""Prometheus's text, as its documents describe it."""

import pytest

from pyworker.runtime.health.exposition import Histogram, Metric, Series, text


def test_a_metric_is_a_heading_and_its_samples() -> None:
    told = text(
        [
            Metric("jobs_total", "counter", "Jobs run.", [({"class": "A", "result": "done"}, 3)]),
            Metric("up", "gauge", "Up.", [({}, True)]),
        ]
    )

    assert told == (
        "# HELP jobs_total Jobs run.\n"
        "# TYPE jobs_total counter\n"
        'jobs_total{class="A",result="done"} 3\n'
        "# HELP up Up.\n"
        "# TYPE up gauge\n"
        "up 1\n"
    )


@pytest.mark.parametrize(
    ("label", "escaped"),
    [
        ("Billing::Invoice", "Billing::Invoice"),
        ('a"b', r"a\"b"),
        ("a\\b", r"a\\b"),
        ("a\nb", r"a\nb"),
        ("\u00e4", "\u00e4"),
        ("\ud800", "?"),
    ],
)
def test_a_label_may_hold_anything(label: str, escaped: str) -> None:
    told = text([Metric("m", "gauge", "M.", [({"class": label}, 1)])])

    assert told.splitlines()[2] == f'm{{class="{escaped}"}} 1'
    assert told.encode()


def test_a_text_of_help_may_hold_line_ends() -> None:
    assert text([Metric("m", "gauge", "a\\b\nc", [])]) == "# HELP m a\\\\b\\nc\n# TYPE m gauge\n"


def test_a_histogram_counts_up_to_each_bound() -> None:
    series = Series({"class": "A"}, [1, 0, 2, 1], 7.25)

    told = text([Histogram("seconds", "How long.", [0.5, 1, 2.5], [series])])

    assert told.splitlines()[1:] == [
        "# TYPE seconds histogram",
        'seconds_bucket{class="A",le="0.5"} 1',
        'seconds_bucket{class="A",le="1"} 1',
        'seconds_bucket{class="A",le="2.5"} 3',
        'seconds_bucket{class="A",le="+Inf"} 4',
        'seconds_sum{class="A"} 7.25',
        'seconds_count{class="A"} 4',
    ]

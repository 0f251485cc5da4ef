"""Prometheus's text format, version 0.0.4: samples under the headings of their metrics.

Source: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]
Samples = Iterable[tuple[Labels, float]]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of kind ``counter`` or ``gauge``; counters end in ``_total``."""

    name: str
    kind: str
    help: str
    samples: Samples

    def lines(self) -> Iterator[str]:
        yield from _heading(self.name, self.kind, self.help)
        for labels, value in self.samples:
            yield _sample(self.name, labels, value)


@dataclass(frozen=True, slots=True)
class Series:
    """One histogram: how many in each bucket (the last is unbounded), and the sum of all."""

    labels: Labels
    counts: list[float]
    total: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """A metric of histograms with common bounds."""

    name: str
    help: str
    bounds: list[float]
    series: list[Series] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield from _heading(self.name, "histogram", self.help)
        for series in self.series:
            yield from self._series(series)

    def _series(self, series: Series) -> Iterator[str]:
        running = 0.0
        for bound, count in zip([*map(_number, self.bounds), "+Inf"], series.counts, strict=True):
            running += count
            yield _sample(f"{self.name}_bucket", {**series.labels, "le": bound}, running)
        yield _sample(f"{self.name}_sum", series.labels, series.total)
        yield _sample(f"{self.name}_count", series.labels, running)


def text(metrics: Iterable[Metric | Histogram]) -> str:
    """Write metrics one after the other."""
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _heading(name: str, kind: str, text: str) -> Iterator[str]:
    escaped = text.replace("\\", r"\\").replace("\n", r"\n")
    yield f"# HELP {name} {escaped}"
    yield f"# TYPE {name} {kind}"


def _sample(name: str, labels: Labels, value: float) -> str:
    pairs = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{pairs}}} {_number(value)}" if pairs else f"{name} {_number(value)}"


def _escaped(text: str) -> str:
    # A name may hold anything that JSON can, half a pair of surrogates too.
    clean = text.encode("utf-8", "replace").decode()
    return clean.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))

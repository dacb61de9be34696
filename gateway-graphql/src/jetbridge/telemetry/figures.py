"""The figures themselves: plain values, counted in one worker, that travel between processes."""

from __future__ import annotations

from bisect import bisect_left
from typing import ClassVar

from msgspec import Struct, field

# Of operations: decades, with the usual limits in between.
COSTS = (1.0, 10.0, 50.0, 100.0, 500.0, 1_000.0, 5_000.0, 10_000.0, 100_000.0, 1_000_000.0)
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Histogram(Struct):
    """Durations of one kind of event."""

    bounds: ClassVar[tuple[float, ...]] = SECONDS
    counts: list[int] = field(default_factory=lambda: [0] * (len(SECONDS) + 1))
    total: float = 0.0

    def observe(self, seconds: float) -> None:
        self.counts[bisect_left(SECONDS, seconds)] += 1
        self.total += seconds

    @property
    def count(self) -> int:
        return sum(self.counts)

    def to_buckets(self) -> list[tuple[str, float]]:
        buckets, so_far = [], 0
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.counts, strict=True):
            so_far += count
            buckets.append((bound, float(so_far)))
        return buckets


class CostHistogram(Histogram):
    """Estimated costs of operations."""

    bounds: ClassVar[tuple[float, ...]] = COSTS
    counts: list[int] = field(default_factory=lambda: [0] * (len(COSTS) + 1))

    def observe(self, cost: float) -> None:
        self.counts[bisect_left(COSTS, cost)] += 1
        self.total += cost


class Figures(Struct):
    """What one worker has counted. `gauges` are by name, then by label; `worker` says whose they are.

    `failures` are calls that did not end well, by subgraph and outcome: all others of `calls` did. `process` is what
    the operating system says of the worker, by the names Prometheus has for it.
    """

    worker: str
    requests: dict[tuple[str, int], Histogram] = field(default_factory=dict)
    calls: dict[str, Histogram] = field(default_factory=dict)
    failures: dict[tuple[str, str], int] = field(default_factory=dict)
    retries: dict[str, int] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    costs: dict[str, CostHistogram] = field(default_factory=dict)
    gauges: dict[str, dict[str, float]] = field(default_factory=dict)
    process: dict[str, float] = field(default_factory=dict)


class FiguresMessage(Struct, array_like=True):
    """Figures as they travel: JSON has no mappings with pairs as keys."""

    worker: str
    requests: list[tuple[str, int, Histogram]]
    calls: dict[str, Histogram]
    failures: list[tuple[str, str, int]]
    retries: dict[str, int]
    shared: dict[str, int]
    costs: dict[str, CostHistogram]
    gauges: dict[str, dict[str, float]]
    process: dict[str, float]


def to_message(figures: Figures) -> FiguresMessage:
    return FiguresMessage(
        figures.worker,
        [(route, status, histogram) for (route, status), histogram in figures.requests.items()],
        figures.calls,
        [(subgraph, outcome, count) for (subgraph, outcome), count in figures.failures.items()],
        figures.retries,
        figures.shared,
        figures.costs,
        figures.gauges,
        figures.process,
    )


def from_message(message: FiguresMessage) -> Figures:
    return Figures(
        message.worker,
        {(route, status): histogram for route, status, histogram in message.requests},
        message.calls,
        {(subgraph, outcome): count for subgraph, outcome, count in message.failures},
        message.retries,
        message.shared,
        message.costs,
        message.gauges,
        message.process,
    )

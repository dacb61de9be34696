"""Figures for Prometheus. Counting is a dictionary and an addition; all text is made when somebody scrapes.

`prometheus_client` gives the exposition format and the process's own figures. Its counters cost a lock and a lookup
each, which seven subgraph calls a request would feel, so the hot figures are kept here and handed over when asked for.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from jetbridge.transport.message import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from prometheus_client.core import Metric

    from jetbridge.transport.message import Handler

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Histogram:
    """Durations of one kind of event."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(SECONDS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        self.counts[bisect_left(SECONDS, seconds)] += 1
        self.total += seconds

    def to_buckets(self) -> list[tuple[str, float]]:
        buckets, so_far = [], 0
        for bound, count in zip((*map(str, SECONDS), "+Inf"), self.counts, strict=True):
            so_far += count
            buckets.append((bound, float(so_far)))
        return buckets


class Metrics:
    """Counts requests and subgraph calls; implements the subgraph client's `CallObserver`."""

    def __init__(self) -> None:
        self._requests: defaultdict[tuple[str, int], Histogram] = defaultdict(Histogram)
        self._calls: defaultdict[str, Histogram] = defaultdict(Histogram)
        self._outcomes: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._retries: defaultdict[str, int] = defaultdict(int)
        self._shared: defaultdict[str, int] = defaultdict(int)
        self._gauges: dict[str, tuple[str, Callable[[], Mapping[str, float]]]] = {}
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def call_finished(self, subgraph: str, outcome: str, seconds: float) -> None:
        self._calls[subgraph].observe(seconds)
        self._outcomes[subgraph, outcome] += 1

    def call_retried(self, subgraph: str) -> None:
        self._retries[subgraph] += 1

    def call_shared(self, subgraph: str) -> None:
        self._shared[subgraph] += 1

    def request_finished(self, route: str, status: int, seconds: float) -> None:
        self._requests[route, status].observe(seconds)

    def add_gauge(self, name: str, help_text: str, read: Callable[[], Mapping[str, float]]) -> None:
        """A figure read when scraped: values by the label `name`, or one value under the empty label."""
        self._gauges[name] = (help_text, read)

    def to_text(self) -> bytes:
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        yield from self._collect_requests()
        yield from self._collect_calls()
        for name, (help_text, read) in self._gauges.items():
            values = read()
            gauge = GaugeMetricFamily(name, help_text, labels=["name"] if "" not in values else [])
            for label, value in values.items():
                gauge.add_metric([label] if label else [], value)
            yield gauge

    def _collect_requests(self) -> Iterable[Metric]:
        family = HistogramMetricFamily(
            "jetbridge_request_seconds", "HTTP requests, from complete arrival to answer.", labels=["route", "status"]
        )
        for (route, status), histogram in self._requests.items():
            family.add_metric([route, str(status)], histogram.to_buckets(), histogram.total)
        yield family

    def _collect_calls(self) -> Iterable[Metric]:
        family = HistogramMetricFamily(
            "jetbridge_subgraph_call_seconds", "Calls of subgraphs, retries included.", labels=["subgraph"]
        )
        for subgraph, histogram in self._calls.items():
            family.add_metric([subgraph], histogram.to_buckets(), histogram.total)
        yield family
        outcomes = CounterMetricFamily(
            "jetbridge_subgraph_calls", "Calls of subgraphs by outcome.", labels=["subgraph", "outcome"]
        )
        for (subgraph, outcome), count in self._outcomes.items():
            outcomes.add_metric([subgraph, outcome], count)
        yield outcomes
        for name, help_text, counts in (
            ("jetbridge_subgraph_retries", "Calls sent again.", self._retries),
            ("jetbridge_subgraph_shared", "Calls answered by an equal one in flight.", self._shared),
        ):
            counter = CounterMetricFamily(name, help_text, labels=["subgraph"])
            for subgraph, count in counts.items():
                counter.add_metric([subgraph], count)
            yield counter


class MetricsPage:
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(self, request: Request) -> Response:
        headers = ((b"content-type", b"text/plain; version=0.0.4; charset=utf-8"), (b"cache-control", b"no-store"))
        return Response(200, headers, self._metrics.to_text())


def measure(handler: Handler, metrics: Metrics, route: str) -> Handler:
    """`handler`, with every request timed and counted under `route`."""
    finished, clock = metrics.request_finished, time.perf_counter

    async def measured(request: Request) -> Response:
        started = clock()
        response = await handler(request)
        finished(route, response.status, clock() - started)
        return response

    return measured

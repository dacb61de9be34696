"""Figures for Prometheus. Counting is a dictionary and an addition; all text is made when somebody scrapes.

`prometheus_client` gives the exposition format. Its counters cost a lock and a lookup each, which seven subgraph calls
a request would feel, so the figures are kept here and handed over when asked for. Any worker answers for all of them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from jetbridge.telemetry.figures import CostHistogram, Figures, Histogram
from jetbridge.telemetry.logs import Log
from jetbridge.telemetry.seldom import Seldom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from prometheus_client.core import Metric


log = Log("jetbridge.subgraphs")

# A subgraph that is down fails with every request; one line tells of all since the one before.
LOG_SECONDS = 10.0
# Memory, processor time, open files: of the process that asks.
_PROCESS = ProcessCollector(registry=None)


class Metrics:
    """Counts requests and subgraph calls of this worker; implements the subgraph client's `CallObserver`."""

    def __init__(self, worker: str = "0", clock: Callable[[], float] = time.monotonic) -> None:
        self._figures = Figures(worker)
        self._gauges: dict[str, Callable[[], Mapping[str, float]]] = {}
        self._calls = 0
        self._clock = clock
        self._seldom: dict[str, Seldom] = {}

    def count_calls(self) -> int:
        """Calls of subgraphs that have ended."""
        return self._calls

    def call_finished(self, subgraph: str, outcome: str, seconds: float) -> None:
        self._calls += 1
        figures = self._figures
        histogram = figures.calls.get(subgraph)
        if histogram is None:
            histogram = figures.calls[subgraph] = Histogram()
        histogram.observe(seconds)
        if outcome != "ok":
            self._note_failure(subgraph, outcome)

    def _note_failure(self, subgraph: str, outcome: str) -> None:
        key = subgraph, outcome
        self._figures.failures[key] = self._figures.failures.get(key, 0) + 1
        failed = self._seldom.setdefault(subgraph, Seldom(LOG_SECONDS, self._clock)).count()
        if failed is not None:
            log.warning("calls of a subgraph fail", subgraph=subgraph, outcome=outcome, failed=failed)

    def call_retried(self, subgraph: str) -> None:
        self._figures.retries[subgraph] = self._figures.retries.get(subgraph, 0) + 1

    def call_shared(self, subgraph: str) -> None:
        self._figures.shared[subgraph] = self._figures.shared.get(subgraph, 0) + 1

    def request_finished(self, route: str, status: int, seconds: float) -> None:
        key = route, status
        histogram = self._figures.requests.get(key)
        if histogram is None:
            histogram = self._figures.requests[key] = Histogram()
        histogram.observe(seconds)

    def cost_estimated(self, result: str, cost: int) -> None:
        histogram = self._figures.costs.get(result)
        if histogram is None:
            histogram = self._figures.costs[result] = CostHistogram()
        histogram.observe(cost)

    def add_gauge(self, name: str, read: Callable[[], Mapping[str, float]]) -> None:
        """A figure of `GAUGES`, read when somebody asks; by its label, or under "" if it has none."""
        self._gauges[name] = read

    def read(self) -> Figures:
        """The figures as they are now."""
        self._figures.gauges = {name: dict(read()) for name, read in self._gauges.items()}
        self._figures.process = {
            sample.name: sample.value for metric in _PROCESS.collect() for sample in metric.samples
        }
        return self._figures


# Name -> what it says, and the label of its values beside the worker.
GAUGES = {
    "jetbridge_generation": ("Supergraphs and configurations taken into service.", None),
    "jetbridge_streams": ("Event streams and sockets open.", None),
    "jetbridge_token_cache_entries": ("Verified tokens remembered.", None),
    "jetbridge_tokens_refused": ("Access tokens refused, since authentication was configured.", "cause"),
    "jetbridge_operation_cache_weight": ("What remembered operations weigh, by stage.", "stage"),
    "jetbridge_operation_cache_hits": ("Operations that were remembered, since the supergraph was loaded.", "stage"),
    "jetbridge_operation_cache_misses": ("Operations that were not.", "stage"),
    "jetbridge_operation_cache_evictions": ("Operations forgotten to make room.", "stage"),
    "jetbridge_answer_cache_hits": ("Calls of subgraphs answered from what was kept.", None),
    "jetbridge_answer_cache_misses": ("Calls that might have been.", None),
    "jetbridge_answer_cache_weight": ("What kept answers take of memory, about, in bytes.", None),
    "jetbridge_subgraph_connections": ("Connections open.", "subgraph"),
    "jetbridge_subgraph_breaker_open": ("1 while the circuit breaker lets nothing through.", "subgraph"),
}


class Exposition:
    """Figures of all workers as Prometheus reads them.

    Each worker's are series of their own. Of sums, Prometheus would take a worker that was replaced, or did not answer
    in time, for a restart of all of them, and count everything anew.
    """

    def __init__(self, workers: Sequence[Figures]) -> None:
        self._workers = workers

    def to_text(self) -> bytes:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterable[Metric]:
        yield self._build_requests()
        yield from self._build_calls()
        yield self._build_costs()
        for name, (help_text, label) in GAUGES.items():
            gauge = GaugeMetricFamily(name, help_text, labels=[*([label] if label else []), "worker"])
            for figures in self._workers:
                for key, value in figures.gauges.get(name, {}).items():
                    gauge.add_metric([*([key] if label else []), figures.worker], value)
            yield gauge
        yield from self._build_process()

    def _build_requests(self) -> Metric:
        help_text = "HTTP requests, from complete arrival to answer."
        family = HistogramMetricFamily("jetbridge_request_seconds", help_text, labels=["route", "status", "worker"])
        for figures in self._workers:
            for (route, status), histogram in figures.requests.items():
                family.add_metric([route, str(status), figures.worker], histogram.to_buckets(), histogram.total)
        return family

    def _build_costs(self) -> Metric:
        help_text = "Estimated cost of operations, where limits.cost is set."
        family = HistogramMetricFamily("jetbridge_operation_cost", help_text, labels=["result", "worker"])
        for figures in self._workers:
            for result, histogram in figures.costs.items():
                family.add_metric([result, figures.worker], histogram.to_buckets(), histogram.total)
        return family

    def _build_calls(self) -> Iterable[Metric]:
        seconds = HistogramMetricFamily(
            "jetbridge_subgraph_call_seconds", "Calls of subgraphs, retries included.", labels=["subgraph", "worker"]
        )
        outcomes = CounterMetricFamily(
            "jetbridge_subgraph_calls", "Calls of subgraphs by outcome.", labels=["subgraph", "outcome", "worker"]
        )
        labels = ["subgraph", "worker"]
        retries = CounterMetricFamily("jetbridge_subgraph_retries", "Calls sent again.", labels=labels)
        shared = CounterMetricFamily(
            "jetbridge_subgraph_shared", "Calls answered by an equal one in flight.", labels=labels
        )
        for figures in self._workers:
            for subgraph, histogram in figures.calls.items():
                seconds.add_metric([subgraph, figures.worker], histogram.to_buckets(), histogram.total)
            for (subgraph, outcome), count in _count_outcomes(figures).items():
                outcomes.add_metric([subgraph, outcome, figures.worker], count)
            for family, counts in ((retries, figures.retries), (shared, figures.shared)):
                for subgraph, count in counts.items():
                    family.add_metric([subgraph, figures.worker], count)
        yield from (seconds, outcomes, retries, shared)

    def _build_process(self) -> Iterable[Metric]:
        for metric in _PROCESS.collect():
            for sample in metric.samples:
                kind = CounterMetricFamily if metric.type == "counter" else GaugeMetricFamily
                family = kind(metric.name, metric.documentation, labels=["worker"])
                for figures in self._workers:
                    if sample.name in figures.process:
                        family.add_metric([figures.worker], figures.process[sample.name])
                yield family


def _count_outcomes(figures: Figures) -> dict[tuple[str, str], int]:
    counts = {(subgraph, "ok"): histogram.count for subgraph, histogram in figures.calls.items()}
    for (subgraph, outcome), count in figures.failures.items():
        counts[subgraph, outcome] = count
        counts[subgraph, "ok"] -= count
    return counts

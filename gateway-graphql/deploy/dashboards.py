"""Write the Grafana dashboards beside this file: one of the gateway, one of its subgraphs.

    python dashboards.py

They are imported as they are, and ask which Prometheus and which job. A panel is a line of the tables below.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
# Grafana divides a row into 24 columns.
COLUMNS, HEIGHT = 24, 8
SOURCE = {"type": "prometheus", "uid": "${source}"}


@dataclass(frozen=True)
class Panel:
    """`queries` by legend."""

    title: str
    unit: str
    queries: dict[str, str]
    description: str = ""
    width: int = 8
    kind: str = "timeseries"
    stacked: bool = False


def rate(metric: str, by: str, only: str = "") -> str:
    return f'sum by ({by}) (rate({metric}{{job=~"$job"{only}}}[$__rate_interval]))'


def quantile(share: float, metric: str, by: str = "") -> str:
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, {rate(metric + '_bucket', labels)})"


REQUESTS = 'jetbridge_request_seconds_count{job=~"$job", route="graphql"}'
FAILED = 'jetbridge_request_seconds_count{job=~"$job", route="graphql", status=~"5.."}'
CALLS = 'jetbridge_subgraph_calls_total{job=~"$job"}'
CALLS_FAILED = 'jetbridge_subgraph_calls_total{job=~"$job", outcome!="ok"}'


def ratio(part: str, whole: str, by: str = "") -> str:
    grouped = f" by ({by})" if by else ""
    return f"sum{grouped} (rate({part}[$__rate_interval])) / sum{grouped} (rate({whole}[$__rate_interval]))"


# Counted since the supergraph was loaded, by each worker: gauges that only grow until then.
HITS, MISSES = (rate(f"jetbridge_operation_cache_{figure}", "stage") for figure in ("hits", "misses"))
HIT_RATIO = f"{HITS} / ({HITS} + {MISSES})"
KEPT, NOT_KEPT = (rate(f"jetbridge_answer_cache_{figure}", "job") for figure in ("hits", "misses"))
KEPT_RATIO = f"{KEPT} / ({KEPT} + {NOT_KEPT})"

GATEWAY = [
    Panel("Requests", "reqps", {"{{status}}": rate("jetbridge_request_seconds_count", "status")}, stacked=True),
    Panel(
        "Requests that failed", "percentunit", {"5xx": ratio(FAILED, REQUESTS)}, "Answered with a status of 500 and up."
    ),
    Panel(
        "How long they take",
        "s",
        {f"p{share * 100:g}": quantile(share, "jetbridge_request_seconds") for share in (0.5, 0.95, 0.99)},
        "From complete arrival to answer.",
    ),
    Panel(
        "Operations that were remembered",
        "percentunit",
        {"{{stage}}": HIT_RATIO},
        "By stage: text, normalized, planned, compiled.",
    ),
    Panel(
        "Operations forgotten to make room",
        "ops",
        {"{{stage}}": rate("jetbridge_operation_cache_evictions", "stage")},
        "More than now and then: clients write values into their documents instead of variables.",
    ),
    Panel(
        "Streams open",
        "short",
        {"worker {{worker}}": 'jetbridge_streams{job=~"$job"}'},
        "Event streams and sockets.",
        stacked=True,
    ),
    Panel(
        "Estimated cost of operations",
        "short",
        {f"p{share * 100:g}": quantile(share, "jetbridge_operation_cost") for share in (0.5, 0.95, 0.99)},
        "Where limits.cost is set.",
    ),
    Panel(
        "Operations over the cost limit",
        "ops",
        {"{{result}}": rate("jetbridge_operation_cost_count", "result", ', result!="ok"')},
        "Refused, or only measured, as limits.cost.mode says.",
    ),
    Panel(
        "Supergraph in service",
        "short",
        {"worker {{worker}}": 'jetbridge_generation{job=~"$job"}'},
        "Counts supergraphs and configurations taken into service. A worker that was replaced begins at 1.",
    ),
    Panel(
        "Memory",
        "bytes",
        {"{{instance}} worker {{worker}}": 'process_resident_memory_bytes{job=~"$job"}'},
        "Of each worker.",
    ),
    Panel(
        "Calls answered from what was kept",
        "percentunit",
        {"hits": KEPT_RATIO},
        "Of the calls that might have been; empty unless answer_cache is set.",
    ),
    Panel("Tokens remembered", "short", {"worker {{worker}}": 'jetbridge_token_cache_entries{job=~"$job"}'}),
    Panel(
        "Tokens refused",
        "ops",
        {"{{cause}}": rate("jetbridge_tokens_refused", "cause")},
        "Expired ones come every day; of others the log has the reason.",
    ),
    Panel("Up", "short", {"{{instance}}": 'up{job=~"$job"}'}),
]

SUBGRAPHS = [
    Panel("Calls", "reqps", {"{{subgraph}}": rate("jetbridge_subgraph_calls_total", "subgraph")}, stacked=True),
    Panel("Calls that failed", "percentunit", {"{{subgraph}}": ratio(CALLS_FAILED, CALLS, "subgraph")}),
    Panel(
        "How long they take, p95",
        "s",
        {"{{subgraph}}": quantile(0.95, "jetbridge_subgraph_call_seconds", "subgraph")},
        "Retries included.",
    ),
    Panel(
        "What failed",
        "ops",
        {"{{subgraph}} {{outcome}}": rate("jetbridge_subgraph_calls_total", "subgraph, outcome", ', outcome!="ok"')},
        "A status, or the code of an error; `jetbridge explain CODE` says more.",
        12,
    ),
    Panel(
        "Left alone by the breaker",
        "bool",
        {"{{subgraph}}": 'max by (subgraph) (jetbridge_subgraph_breaker_open{job=~"$job"})'},
        "1 while a worker sends nothing because call after call has failed.",
        12,
    ),
    Panel("Sent again", "ops", {"{{subgraph}}": rate("jetbridge_subgraph_retries_total", "subgraph")}),
    Panel(
        "Answered by an equal call in flight",
        "ops",
        {"{{subgraph}}": rate("jetbridge_subgraph_shared_total", "subgraph")},
    ),
    Panel(
        "Connections",
        "short",
        {"{{subgraph}}": 'sum by (subgraph) (jetbridge_subgraph_connections{job=~"$job"})'},
        stacked=True,
    ),
]


def build_dashboard(title: str, uid: str, panels: list[Panel]) -> dict[str, Any]:
    return {
        "uid": uid,
        "title": title,
        "tags": ["jetbridge"],
        "schemaVersion": 39,
        "editable": True,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "templating": {"list": [_ask_source(), _ask_job()]},
        "panels": _place(panels),
    }


def _ask_source() -> dict[str, Any]:
    return {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}


def _ask_job() -> dict[str, Any]:
    query = "label_values(jetbridge_generation, job)"
    return {
        "name": "job",
        "label": "Job",
        "type": "query",
        "datasource": SOURCE,
        "definition": query,
        "query": {"query": query, "refId": "job"},
        "refresh": 2,
        "includeAll": True,
        "multi": True,
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
    }


def _place(panels: list[Panel]) -> list[dict[str, Any]]:
    """From left to right, row after row."""
    placed: list[dict[str, Any]] = []
    x = y = 0
    for number, panel in enumerate(panels, 1):
        if x + panel.width > COLUMNS:
            x, y = 0, y + HEIGHT
        placed.append(_build_panel(number, panel, x, y))
        x += panel.width
    return placed


def _build_panel(number: int, panel: Panel, x: int, y: int) -> dict[str, Any]:
    drawing: dict[str, Any] = {"fillOpacity": 15, "showPoints": "never"}
    if panel.stacked:
        drawing["stacking"] = {"mode": "normal"}
    return {
        "id": number,
        "title": panel.title,
        "description": panel.description,
        "type": panel.kind,
        "datasource": SOURCE,
        "gridPos": {"x": x, "y": y, "w": panel.width, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0, "custom": drawing}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
        "targets": [
            {"refId": chr(ord("A") + index), "datasource": SOURCE, "expr": query, "legendFormat": legend}
            for index, (legend, query) in enumerate(panel.queries.items())
        ],
    }


def build_all() -> dict[str, str]:
    """Texts by file name."""
    dashboards = {
        "gateway.json": build_dashboard("jetbridge: gateway", "jetbridge-gateway", GATEWAY),
        "subgraphs.json": build_dashboard("jetbridge: subgraphs", "jetbridge-subgraphs", SUBGRAPHS),
    }
    return {name: json.dumps(dashboard, indent=2) + "\n" for name, dashboard in dashboards.items()}


def main() -> None:
    for name, text in build_all().items():
        (FOLDER / "grafana" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

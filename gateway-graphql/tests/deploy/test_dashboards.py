"""Dashboards and alert rules speak of figures the gateway has."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml

from jetbridge.telemetry.metrics import GAUGES, Exposition, Metrics

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARDS = sorted((DEPLOY / "grafana").glob("*.json"))
ALERTS = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())


def find_names() -> set[str]:
    """Of all samples in the exposition of a gateway that has counted one of everything."""
    metrics = Metrics()
    metrics.call_finished("a", "ok", 0.1)
    metrics.call_retried("a")
    metrics.call_shared("a")
    metrics.request_finished("graphql", 200, 0.1)
    metrics.cost_estimated("ok", 1)
    for name in GAUGES:
        metrics.add_gauge(name, lambda: {"": 1.0})
    text = Exposition([metrics.read()]).to_text().decode()
    return {re.split(r"[{ ]", line, maxsplit=1)[0] for line in text.splitlines() if not line.startswith("#")}


def find_unknown(expression: str) -> set[str]:
    return set(re.findall(r"\bjetbridge_\w+", expression)) - find_names()


def test_the_dashboards_are_those_of_the_tables() -> None:
    generator = runpy.run_path(str(DEPLOY / "dashboards.py"))
    written = {path.name: path.read_text() for path in DASHBOARDS}
    assert written == generator["build_all"](), "run: python gateway-graphql/deploy/dashboards.py"


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_every_panel_shows_figures_there_are(path: Path) -> None:
    panels = json.loads(path.read_text())["panels"]
    assert {panel["title"]: find_unknown(each["expr"]) for panel in panels for each in panel["targets"]} == {
        panel["title"]: set() for panel in panels
    }
    cells = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells)), "panels overlap"
    assert max(x for x, _ in cells) < 24


@pytest.mark.parametrize("rule", ALERTS["groups"][0]["rules"], ids=lambda rule: rule["alert"])
def test_every_alert_watches_figures_there_are_and_says_the_way_out(rule: dict[str, Any]) -> None:
    assert find_unknown(rule["expr"]) == set()
    assert rule["annotations"].keys() == {"summary", "way_out"}
    assert rule["labels"]["severity"] in ("page", "ticket")

"""Every call of a subgraph is counted once, by how it ended, for each worker."""

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from jetbridge.telemetry.figures import FiguresMessage, from_message, to_message
from jetbridge.telemetry.metrics import Exposition, Metrics


def count(*workers: Metrics) -> dict[tuple[str, str, str], float]:
    travelled = [
        from_message(msgspec.json.decode(msgspec.json.encode(to_message(worker.read())), type=FiguresMessage))
        for worker in workers
    ]
    families = text_string_to_metric_families(Exposition(travelled).to_text().decode())
    samples = [sample for family in families for sample in family.samples]
    return {
        (sample.labels["worker"], sample.labels["subgraph"], sample.labels["outcome"]): sample.value
        for sample in samples
        if sample.name == "jetbridge_subgraph_calls_total"
    }


def test_calls_are_counted_by_how_they_ended() -> None:
    one, two = Metrics("0"), Metrics("1")
    for worker in (one, two):
        for outcome in ("ok", "ok", "503", "SUBGRAPH_TIMEOUT"):
            worker.call_finished("flights", outcome, 0.001)
    two.call_finished("auth", "BREAKER_OPEN", 0.0)
    assert count(one, two) == {
        ("0", "flights", "ok"): 2,
        ("0", "flights", "503"): 1,
        ("0", "flights", "SUBGRAPH_TIMEOUT"): 1,
        ("1", "flights", "ok"): 2,
        ("1", "flights", "503"): 1,
        ("1", "flights", "SUBGRAPH_TIMEOUT"): 1,
        ("1", "auth", "BREAKER_OPEN"): 1,
        ("1", "auth", "ok"): 0,
    }
    assert one.count_calls() == 4


def test_failing_calls_are_logged_seldom_with_how_many_there_were(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    metrics = Metrics(clock=lambda: now)
    for _ in range(5):
        metrics.call_finished("books", "404", 0.1)
    metrics.call_finished("reviews", "SUBGRAPH_TIMEOUT", 0.1)
    metrics.call_finished("reviews", "ok", 0.1)
    now = 10.0
    metrics.call_finished("books", "SERVICE_UNAVAILABLE", 0.1)
    told = [tuple(vars(record)["fields"].values()) for record in caplog.records]
    assert told == [("books", "404", 1), ("reviews", "SUBGRAPH_TIMEOUT", 1), ("books", "SERVICE_UNAVAILABLE", 5)]

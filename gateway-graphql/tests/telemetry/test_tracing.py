"""What a span may take of memory until it is sent."""

from types import SimpleNamespace
from typing import Any

from graphql import OperationType
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from jetbridge.config.model import Traces
from jetbridge.telemetry.tracing import MAX_NAME, Tracing


def test_a_name_as_long_as_a_request_is_cut() -> None:
    exporter = InMemorySpanExporter()
    tracing = Tracing(Traces(endpoint="http://127.0.0.1:1/v1/traces", sample_percent=100), exporter)
    trace = tracing.begin(None, None)
    prepared = tracing.watch_preparation(trace)
    assert prepared is not None
    operation: Any = SimpleNamespace(kind=OperationType.QUERY, name="A" * 1_000_000)
    prepared(operation)
    tracing.finish(trace, 200)
    tracing.close()
    span = next(span for span in exporter.get_finished_spans() if span.parent is None)
    assert span.name == "query " + "A" * MAX_NAME
    assert span.attributes is not None
    assert span.attributes["graphql.operation.name"] == "A" * MAX_NAME

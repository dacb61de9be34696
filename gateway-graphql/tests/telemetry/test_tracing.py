"""What is recorded of requests, and what a client can do to it."""

from types import SimpleNamespace
from typing import Any

from graphql import OperationType
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from jetbridge.config.telemetry import Traces
from jetbridge.telemetry.tracing import MAX_NAME, Tracing, build_parent


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


# The lowest id there is belongs to every share of the ids.
LOWEST = b"00-%032x-%016x-01" % (1, 1)


def test_a_client_does_not_choose_by_its_trace_id_to_be_recorded() -> None:
    tracing = Tracing(Traces(endpoint="http://127.0.0.1:1/v1/traces", sample_percent=1e-9), InMemorySpanExporter())
    contexts = [tracing.begin(LOWEST, None) for _ in range(20)]
    tracing.close()
    assert {context.trace_id for context in contexts} == {f"{1:032x}"}
    assert {context.traceparent[-2:] for context in contexts} == {b"00"}


def test_what_is_below_a_recorded_request_is_recorded() -> None:
    settings = Traces(endpoint="http://127.0.0.1:1/v1/traces", sample_percent=1e-9, follow_client=True)
    exporter = InMemorySpanExporter()
    tracing = Tracing(settings, exporter)
    trace = tracing.begin(LOWEST, None)
    tracing.tracer.start_span("call", build_parent(trace.traceparent, is_remote=False)).end()
    tracing.finish(trace, 200)
    tracing.close()
    assert [span.name for span in exporter.get_finished_spans()] == ["call", "GraphQL Operation"]

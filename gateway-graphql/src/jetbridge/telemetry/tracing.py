"""Traces by the OpenTelemetry library: spans of requests and of planning in, OTLP over HTTP out.

Loaded only where traces are configured. A request that is not sampled costs the decision, and keeps its trace context:
whoever follows in the chain sees that nobody records.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, SamplingResult, TraceIdRatioBased
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from jetbridge.telemetry.trace_context import TraceContext, build_trace_context, parse_traceparent

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

    from jetbridge.config.telemetry import Traces
    from jetbridge.operation.document import PreparedOperation

# A collector that is slow or away must not hold up a worker that stops.
EXPORT_SECONDS = 5.0
# What was remembered is prepared faster than this, and gets no span of its own.
SHORTEST_PREPARATION_NS = 200_000
# Of an operation's name, which a client may make as long as a request: spans wait in memory until they are sent.
MAX_NAME = 200


class RecordedTrace(TraceContext, frozen=True):
    """A trace context whose request is sampled; its `traceparent` names `span`."""

    span: Any
    tracer: Any


class Tracing:
    """Belongs to one worker."""

    def __init__(self, settings: Traces, exporter: SpanExporter | None = None) -> None:
        """`exporter` instead of that to the configured collector."""
        self.settings = settings
        share = _Share(settings.sample_percent / 100)
        sampler = ParentBased(share) if settings.follow_client else ParentBased(share, share, share)
        self._provider = TracerProvider(
            sampler=sampler,
            resource=Resource.create({"service.name": settings.service_name}),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(
                exporter
                or OTLPSpanExporter(settings.endpoint, headers=settings.headers or None, timeout=EXPORT_SECONDS)
            )
        )
        self.tracer: Tracer = self._provider.get_tracer("jetbridge")

    def begin(self, traceparent: bytes | None, request_id: bytes | None) -> TraceContext:
        """The span of a request, and the trace context that passes it on."""
        parent = build_parent(traceparent, is_remote=True) if traceparent else Context()
        span = self.tracer.start_span("GraphQL Operation", parent, SpanKind.SERVER)
        own = to_traceparent(span.get_span_context())
        context = build_trace_context(own, request_id)
        if not span.is_recording():
            return TraceContext(context.trace_id, own, context.request_id)
        span.set_attribute("jetbridge.request_id", context.request_id.decode("ascii"))
        return RecordedTrace(context.trace_id, own, context.request_id, span, self.tracer)

    def watch_preparation(self, trace: TraceContext) -> Callable[[PreparedOperation], None] | None:
        """To be called when the operation is ready to run; from now on the time counts."""
        if not isinstance(trace, RecordedTrace):
            return None
        started = time.time_ns()

        def prepared(operation: PreparedOperation) -> None:
            ended = time.time_ns()
            span, kind, name = trace.span, operation.kind.value, (operation.name or "")[:MAX_NAME]
            span.update_name(f"{kind} {name}" if name else kind)
            span.set_attribute("graphql.operation.type", kind)
            if name:
                span.set_attribute("graphql.operation.name", name)
            if ended - started > SHORTEST_PREPARATION_NS:
                above = set_span_in_context(span, Context())
                trace.tracer.start_span("plan", above, start_time=started).end(ended)

        return prepared

    def finish(self, trace: TraceContext, status: int) -> None:
        if not isinstance(trace, RecordedTrace):
            return
        trace.span.set_attribute("http.response.status_code", status)
        if status >= 500:
            trace.span.set_status(Status(StatusCode.ERROR))
        trace.span.end()

    def close(self) -> None:
        """Sends what is left, which takes `EXPORT_SECONDS` at most."""
        self._provider.shutdown()


class _Share(TraceIdRatioBased):
    """That share of the requests, whatever ids they come with: who sends one would decide with it."""

    def should_sample(
        self, parent_context: Context | None, trace_id: int, *arguments: Any, **named: Any
    ) -> SamplingResult:
        return super().should_sample(parent_context, random.getrandbits(64), *arguments, **named)


def build_parent(traceparent: bytes, *, is_remote: bool) -> Context:
    """A context whose span is known by its header only; an empty one if that is malformed.

    What is below a span of ours is recorded as that is; of one that is `remote` the configuration decides.
    """
    found = parse_traceparent(traceparent)
    if found is None:
        return Context()
    trace_id, span_id, flags = found
    context = SpanContext(int(trace_id, 16), int(span_id, 16), is_remote, TraceFlags(int(flags, 16)))
    return set_span_in_context(NonRecordingSpan(context), Context())


def to_traceparent(context: SpanContext) -> bytes:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags & 1:02x}".encode("ascii")


def fail(span: Span, reason: str) -> None:
    span.set_attribute("error.type", reason)
    span.set_status(Status(StatusCode.ERROR, reason))

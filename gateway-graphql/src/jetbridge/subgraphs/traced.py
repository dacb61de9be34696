"""A `SubgraphClient` around another: a span for every call that belongs to a sampled trace.

The request's own span stands in the header lines, as for everybody else; the subgraph is told the call's instead. What
lasts, a subscription, has no span: its events are the request's.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from opentelemetry.trace import SpanKind

from jetbridge.executor.subgraph_client import SubgraphError
from jetbridge.subgraphs.client import TRACE_MARK
from jetbridge.telemetry.tracing import build_parent, fail, to_traceparent

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable

    from opentelemetry.trace import Span, Tracer

    from jetbridge.executor.subgraph_client import SubgraphClient, SubgraphReply

_SAMPLED = b"-01"


class TracedSubgraphClient:
    """`client` with spans."""

    def __init__(self, client: SubgraphClient, tracer: Tracer) -> None:
        self._client = client
        self._tracer = tracer

    def send(
        self, subgraph: str, body: bytes, headers: bytes, *, idempotent: bool, deadline: float | None = None
    ) -> asyncio.Future[SubgraphReply]:
        # A client may speak of a trace in a header of its own, which comes first.
        before, mark, rest = headers.rpartition(TRACE_MARK)
        traceparent, _, after = rest.partition(b"\r\n")
        if not mark or not traceparent.endswith(_SAMPLED):
            return self._client.send(subgraph, body, headers, idempotent=idempotent, deadline=deadline)
        attributes: dict[str, str | int] = {"jetbridge.subgraph": subgraph, "http.request.body.size": len(body)}
        request = build_parent(traceparent, is_remote=False)
        span = self._tracer.start_span(f"fetch {subgraph}", request, SpanKind.CLIENT, attributes)
        lines = b"%b%b%b\r\n%b" % (before, mark, to_traceparent(span.get_span_context()), after)
        reply = self._client.send(subgraph, body, lines, idempotent=idempotent, deadline=deadline)
        reply.add_done_callback(partial(_finish, span))
        return reply

    def subscribe(
        self, subgraph: str, body: bytes, headers_for: Callable[[str], bytes], *, deadline: float | None = None
    ) -> AsyncIterator[SubgraphReply]:
        return self._client.subscribe(subgraph, body, headers_for, deadline=deadline)


def _finish(span: Span, reply: asyncio.Future[SubgraphReply]) -> None:
    if reply.cancelled():
        span.set_attribute("jetbridge.cancelled", True)
    elif isinstance(error := reply.exception(), SubgraphError):
        fail(span, error.code)
    elif error is not None:
        fail(span, type(error).__name__)
    else:
        status = reply.result().status
        span.set_attribute("http.response.status_code", status)
        span.set_attribute("http.response.body.size", len(reply.result().body))
        if status >= 400:
            fail(span, str(status))
    span.end()

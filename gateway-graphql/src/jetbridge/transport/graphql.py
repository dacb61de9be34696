"""The GraphQL endpoint: an HTTP request in, the engine's answer as an HTTP response out. GraphQL over HTTP.

Errors raised on the way are `GatewayError`s and are answered as such; anything else is logged whole and masked.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError, mask
from jetbridge.pipeline import RequestContext
from jetbridge.security.forwarding import OutgoingHeaders, ReturnedHeaders
from jetbridge.telemetry.logs import Log
from jetbridge.telemetry.trace_context import build_trace_context
from jetbridge.transport.etag import build_etag, matches
from jetbridge.transport.event_stream import CONTENT_TYPE, stream_events, wants_events
from jetbridge.transport.media_types import MediaType, find_media_type, get_media_type, is_json
from jetbridge.transport.message import HeaderList, Request, Response, build_error_response
from jetbridge.transport.parameters import load_body, load_query_string

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable

    from jetbridge.config.model import ETags
    from jetbridge.pipeline import Engine, GraphQLRequest, GraphQLResponse
    from jetbridge.security.caller import Caller
    from jetbridge.security.client_address import ClientAddresses
    from jetbridge.security.cors import CorsPolicy
    from jetbridge.security.csrf import CsrfGuard
    from jetbridge.security.forwarding import Forwarding
    from jetbridge.security.rate_limits import RateLimits
    from jetbridge.security.tokens import Authenticator
    from jetbridge.telemetry.trace_context import TraceContext
    from jetbridge.transport.persisted import DocumentStore

log = Log("jetbridge.graphql")


@dataclass(frozen=True, slots=True)
class Guards:
    """What stands between a request and the engine."""

    authenticator: Authenticator
    rate_limits: RateLimits
    csrf: CsrfGuard
    cors: CorsPolicy
    documents: DocumentStore
    addresses: ClientAddresses


@dataclass(frozen=True, slots=True)
class Serving:
    """What answers requests."""

    engine: Engine
    forwarding: Forwarding


class GraphQLEndpoint:
    def __init__(
        self,
        guards: Guards,
        serving: Serving,
        clock: Callable[[], float],
        *,
        etags: ETags,
        seconds: float,
        max_streams: int,
        page: Response | None = None,
        access_log: bool = False,
    ) -> None:
        """`clock` is the event loop's; `page` is what a browser gets."""
        self._guards = guards
        self._serving = serving
        self._clock = clock
        self._etags = etags
        self._seconds = seconds
        self._max_streams = max_streams
        self._streams = 0
        self._page = page
        self._access_log = access_log

    async def __call__(self, request: Request) -> Response:
        headers = request.headers
        if request.method == "OPTIONS":
            return self._answer_options(request)
        if self._page is not None and _is_for_a_person(request):
            return self._page
        trace = build_trace_context(headers.get(b"traceparent"), headers.get(b"x-request-id"))
        try:
            response = await self._answer(request, trace)
        except Exception as error:
            response = self._answer_error(request, error, trace)
        extra = ((b"x-request-id", trace.request_id), *self._guards.cors.build_headers(headers))
        response.headers = (*response.headers, *extra)
        if self._access_log:
            log.info(
                "request answered",
                request_id=trace.request_id.decode("ascii"),
                trace_id=trace.trace_id,
                method=request.method,
                status=response.status,
                bytes=len(response.body),
            )
        return response

    async def _answer(self, request: Request, trace: TraceContext) -> Response:
        guards, headers = self._guards, request.headers
        accept = headers.get(b"accept")
        media_type = None if wants_events(accept) else get_media_type(accept)
        parameters = guards.documents.resolve(self._load_parameters(request))
        caller = await guards.authenticator.authenticate(headers.get(b"authorization"))
        client = guards.addresses.find(request.client, headers)
        guards.rate_limits.check(headers, client, caller)
        serving = self._serving
        returned = ReturnedHeaders(serving.forwarding) if serving.forwarding.passes_back else None
        context = RequestContext(
            headers_for=OutgoingHeaders(serving.forwarding, headers, caller, trace, client),
            claims=caller.claims,
            deadline=None if media_type is None else self._clock() + self._seconds,
            mutation_allowed=request.method == "POST",
            on_reply=returned,
        )
        if media_type is None:
            return self._build_stream(parameters, context, caller, trace)
        answer = await serving.engine.execute(parameters, context)
        return self._build_response(request, answer, media_type, returned.to_headers() if returned else ())

    def _build_stream(
        self, parameters: GraphQLRequest, context: RequestContext, caller: Caller, trace: TraceContext
    ) -> Response:
        engine = self._serving.engine
        if engine.is_subscription(parameters):
            responses = engine.subscribe(parameters, context)
        else:
            responses = _answer_once(engine, parameters, replace(context, deadline=self._clock() + self._seconds))
        if self._streams >= self._max_streams:
            raise GatewayError("SERVICE_UNAVAILABLE", "There are too many open streams.", retry_after=5)
        find_end = partial(self._guards.authenticator.find_expiry, caller)
        headers = ((b"content-type", CONTENT_TYPE), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no"))
        return Response(200, headers, chunks=self._count(stream_events(responses, trace.trace_id, find_end)))

    async def _count(self, chunks: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        self._streams += 1
        try:
            async with contextlib.aclosing(chunks):
                async for chunk in chunks:
                    yield chunk
        finally:
            self._streams -= 1

    def _load_parameters(self, request: Request) -> GraphQLRequest:
        content_type = request.headers.get(b"content-type")
        if request.method == "POST":
            if not is_json(content_type):
                raise GatewayError("UNSUPPORTED_MEDIA_TYPE", "Send the request with content-type application/json.")
            return load_body(request.body)
        if request.method != "GET":
            raise GatewayError(
                "METHOD_NOT_ALLOWED", f"{request.method} is not taken here; use POST, or GET for queries."
            )
        if content_type is not None and not is_json(content_type):
            raise GatewayError("UNSUPPORTED_MEDIA_TYPE", "A GET with this content-type is not taken; leave it out.")
        self._guards.csrf.check_get(request.headers)
        return load_query_string(request.query)

    def _build_response(
        self, request: Request, answer: GraphQLResponse, media_type: MediaType, returned: HeaderList
    ) -> Response:
        headers: HeaderList = ((b"content-type", media_type.content_type), *returned)
        if answer.headers:
            own = tuple((name.encode("ascii"), value.encode("latin-1")) for name, value in answer.headers.items())
            headers = (*headers, *own)
        status = media_type.get_status(answer.status)
        if answer.safe and status == 200 and self._is_tagged(request, answer.body):
            return self._build_tagged(request, answer.body, headers)
        headers = (*headers, (b"cache-control", b"no-store"))
        return Response(status, (*headers, (b"allow", b"POST")) if status == 405 else headers, answer.body)

    def _is_tagged(self, request: Request, body: bytes) -> bool:
        """Small answers, and whatever a client asks to be compared."""
        small = len(body) <= self._etags.max_bytes or request.method == "GET"
        return self._etags.enabled and (small or b"if-none-match" in request.headers)

    def _build_tagged(self, request: Request, body: bytes, headers: HeaderList) -> Response:
        etag = build_etag(body)
        headers = (
            *headers,
            (b"etag", etag),
            # Kept by the client alone, and never used without asking.
            (b"cache-control", b"private, no-cache"),
            (b"vary", b"accept, authorization, cookie"),
        )
        known = request.headers.get(b"if-none-match")
        if known is not None and matches(known, etag):
            return Response(304, headers)
        return Response(200, headers, body)

    def _answer_error(self, request: Request, error: Exception, trace: TraceContext) -> Response:
        if not isinstance(error, GatewayError):
            log.error("request failed", error=error, trace_id=trace.trace_id)
        media_type = find_media_type(request.headers.get(b"accept")) or MediaType.JSON
        response = build_error_response(mask(error, trace.trace_id), media_type.content_type)
        if response.status == 405:
            response.headers = (*response.headers, (b"allow", b"GET, POST"))
        return response

    def _answer_options(self, request: Request) -> Response:
        if b"access-control-request-method" in request.headers:
            return self._guards.cors.answer_preflight(request.headers)
        return Response(204, ((b"allow", b"GET, POST, OPTIONS"),))


async def _answer_once(
    engine: Engine, parameters: GraphQLRequest, context: RequestContext
) -> AsyncIterator[GraphQLResponse]:
    yield await engine.execute(parameters, context)


def _is_for_a_person(request: Request) -> bool:
    """A browser's address bar rather than a program: it prefers HTML, and asks nothing yet."""
    accept = request.headers.get(b"accept", b"")
    return request.method in ("GET", "HEAD") and b"text/html" in accept and b"query=" not in request.query

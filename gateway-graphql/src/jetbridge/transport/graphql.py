"""The GraphQL endpoint: an HTTP request in, the engine's answer as an HTTP response out. GraphQL over HTTP.

Errors raised on the way are `GatewayError`s and are answered as such; anything else is logged whole and masked.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec

from jetbridge.errors import GatewayError, mask
from jetbridge.pipeline import RequestContext
from jetbridge.security.caller import Caller
from jetbridge.security.forwarding import OutgoingHeaders, OutgoingHeadersOfHooks
from jetbridge.telemetry.logs import Log
from jetbridge.telemetry.trace_context import build_trace_context
from jetbridge.transport.etag import build_etag, matches
from jetbridge.transport.event_stream import ServerSentEvents
from jetbridge.transport.graphql_socket import SUBPROTOCOL, GraphQLSocket
from jetbridge.transport.media_types import (
    MediaType,
    StreamType,
    find_media_type,
    find_stream_type,
    get_media_type,
    is_json,
)
from jetbridge.transport.message import HeaderList, Request, Response, build_error_response
from jetbridge.transport.multipart_stream import MultipartParts
from jetbridge.transport.parameters import Bodies, load_query_string
from jetbridge.transport.response_stream import Framing, stream_responses
from jetbridge.transport.shared_answers import SharedAnswers
from jetbridge.transport.streams import find_client
from jetbridge.transport.websocket import accept_key

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator

    from jetbridge.config.answers import ETags
    from jetbridge.pipeline import Engine, Explanation, GraphQLRequest, GraphQLResponse
    from jetbridge.security.client_address import ClientAddresses
    from jetbridge.security.cors import CorsPolicy
    from jetbridge.security.csrf import CsrfGuard
    from jetbridge.security.forwarding import Forwarding, ReturnedHeaders
    from jetbridge.security.rate_limits import RateLimits
    from jetbridge.security.tokens import Authenticator
    from jetbridge.telemetry.trace_context import TraceContext
    from jetbridge.telemetry.tracing import Tracing
    from jetbridge.transport.message import HookedRequest
    from jetbridge.transport.override_labels import OverrideLabels
    from jetbridge.transport.persisted import DocumentStore
    from jetbridge.transport.streams import Streams

T = TypeVar("T")

# Kept by the client alone, and never used without asking; the tag is filled in.
_TAGGED_LINES = {
    each: b"content-type: %b\r\ncache-control: private, no-cache\r\n"
    b"vary: accept, authorization, cookie\r\netag: %%b\r\n" % each.content_type
    for each in MediaType
}
_UNTAGGED_LINES = {each: b"content-type: %b\r\ncache-control: no-store\r\n" % each.content_type for each in MediaType}

EVENTS, MULTIPART = ServerSentEvents(), MultipartParts()

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
    """What answers requests. `labels` is None where the supergraph has no progressive override."""

    engine: Engine
    forwarding: Forwarding
    labels: OverrideLabels | None = None


class GraphQLEndpoint:
    def __init__(
        self,
        guards: Guards,
        serving: Serving,
        clock: Callable[[], float],
        *,
        etags: ETags,
        seconds: float,
        streams: Streams,
        max_bytes: int,
        shares_answers: bool = False,
        page: Response | None = None,
        access_log: bool = False,
        tracing: Tracing | None = None,
    ) -> None:
        """`clock` is the event loop's; `page` is what a browser gets."""
        self.guards = guards
        self._serving = serving
        self._clock = clock
        self._etags = etags
        self._seconds = seconds
        self._max_bytes = max_bytes
        self.streams = streams
        self._page = page
        self.bodies = Bodies()
        self._shared = SharedAnswers[tuple["GraphQLResponse", HeaderList]]() if shares_answers else None
        self._access_log = access_log
        self._tracing = tracing
        self._begin_trace = tracing.begin if tracing else build_trace_context

    async def __call__(self, request: Request) -> Response:
        headers = request.headers
        if request.method == "OPTIONS":
            return self._answer_options(request)
        if self._page is not None and _is_for_a_person(request):
            return self._page
        trace = self._begin_trace(headers.get(b"traceparent"), headers.get(b"x-request-id"))
        try:
            response = await self._answer(request, trace)
        except Exception as error:
            response = self._answer_error(request, error, trace)
        return self._finish(request, response, trace)

    def refuse(self, request: Request, error: Exception) -> Response:
        """The answer to what never became an operation: as any other, a browser may read it, and a log find it."""
        trace = self._begin_trace(request.headers.get(b"traceparent"), request.headers.get(b"x-request-id"))
        return self._finish(request, self._answer_error(request, error, trace), trace)

    def _finish(self, request: Request, response: Response, trace: TraceContext) -> Response:
        response.lines += b"x-request-id: %b\r\n" % trace.request_id
        if self.guards.cors.enabled:
            response.headers = (*response.headers, *self.guards.cors.build_headers(request.headers))
        if self._tracing is not None and response.chunks is None:
            self._tracing.finish(trace, response.status)
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
        guards, headers = self.guards, request.headers
        if headers.get(b"upgrade", b"").lower() == b"websocket":
            return self._open_socket(request)
        accept = headers.get(b"accept")
        stream_type = find_stream_type(accept)
        media_type = None if stream_type else get_media_type(accept)
        parameters = guards.documents.resolve(self._load_parameters(request))
        authorization = headers.get(b"authorization")
        caller = (
            (request.hooked and _find_caller(request.hooked))
            or guards.authenticator.find(authorization)
            or await guards.authenticator.authenticate(authorization)
        )
        forwarding = self._serving.forwarding
        returned = forwarding.collector(forwarding) if forwarding.passes_back else None
        outgoing = self._admit(request, caller, trace)
        context = self._build_context(request, caller, outgoing, returned)
        if media_type is None:
            # Who reads parts names them for all operations, and means subscriptions.
            if stream_type is StreamType.MULTIPART and not await self._serving.engine.is_subscription(parameters):
                media_type = find_media_type(accept)
            if media_type is None:
                framing = MULTIPART if stream_type is StreamType.MULTIPART else EVENTS
                return self._build_stream(parameters, context, caller, outgoing, framing)
        shared = None if _is_one_of_its_kind(request.hooked) else self._shared
        if shared is not None and await self._serving.engine.is_query(parameters):
            answer, passed = await shared.get(request, lambda: self._execute(parameters, context, returned))
            found = answer, (returned and returned.to_headers()) or without_cookies(passed)
        else:
            found = await self._execute(parameters, context, returned)
        return self._build_response(request, *found, media_type)

    async def explain(self, request: Request) -> Explanation:
        """What `request` would do, for the caller it comes from."""
        parameters = self.guards.documents.resolve(self._load_parameters(request))
        caller = await self.guards.authenticator.authenticate(request.headers.get(b"authorization"))
        outgoing = self._admit(request, caller, build_trace_context(None, None))
        return await self._serving.engine.explain(parameters, self._build_context(request, caller, outgoing))

    async def _execute(
        self, parameters: GraphQLRequest, context: RequestContext, returned: ReturnedHeaders | None
    ) -> tuple[GraphQLResponse, HeaderList]:
        answer = await self._serving.engine.execute(parameters, context)
        return answer, returned.to_headers() if returned else ()

    def _admit(self, request: Request, caller: Caller, trace: TraceContext) -> OutgoingHeaders:
        """Count the request against the rate limits; what its calls of subgraphs will carry."""
        client = self.find_address(request)
        self.guards.rate_limits.check(request.headers, client, caller)
        if request.hooked is None or not request.hooked.seen.sent_along:
            return OutgoingHeaders(self._serving.forwarding, request.headers, caller, trace, client)
        outgoing = OutgoingHeadersOfHooks(self._serving.forwarding, request.headers, caller, trace, client)
        outgoing.sent_along = request.hooked.seen.sent_along
        return outgoing

    def _build_context(
        self, request: Request, caller: Caller, outgoing: OutgoingHeaders, returned: ReturnedHeaders | None = None
    ) -> RequestContext:
        labels, hooked = self._serving.labels, request.hooked
        see_operation = hooked and hooked.see_operation
        return RequestContext(
            headers_for=outgoing,
            claims=caller.claims,
            deadline=self._clock() + self._seconds,
            mutation_allowed=request.method == "POST",
            on_reply=returned,
            choose_labels=partial(labels.choose, headers=request.headers, claims=caller.claims) if labels else None,
            on_prepared=self._tracing.watch_preparation(outgoing.trace) if self._tracing is not None else None,
            may_run=partial(see_operation, hooked.seen, caller.claims) if hooked and see_operation else None,
        )

    def respond_each(
        self, request: Request, caller: Caller, parameters: GraphQLRequest
    ) -> AsyncGenerator[GraphQLResponse, None]:
        """An operation of a socket, under the same limits as a request."""
        trace = self._begin_trace(request.headers.get(b"traceparent"), request.headers.get(b"x-request-id"))
        resolved = self.guards.documents.resolve(parameters)
        outgoing = self._admit(request, caller, trace)
        client = find_client(caller, outgoing.client)
        self.streams.check(client)
        responses = self._respond_each(resolved, self._build_context(request, caller, outgoing), outgoing)
        return self._count(responses, client, trace)

    async def _respond_each(
        self, parameters: GraphQLRequest, context: RequestContext, outgoing: OutgoingHeaders
    ) -> AsyncGenerator[GraphQLResponse, None]:
        """For transports that can stream: the events of a subscription, or the one answer of anything else."""
        engine = self._serving.engine
        if not await engine.is_subscription(parameters):
            yield await engine.execute(parameters, context)
            return
        # It outlives any deadline, and the identity that was signed when it began.
        lasting = msgspec.structs.replace(context, deadline=None, headers_for=outgoing.build)
        async with contextlib.aclosing(engine.subscribe(parameters, lasting)) as events:
            async for event in events:
                yield event

    def _build_stream(
        self,
        parameters: GraphQLRequest,
        context: RequestContext,
        caller: Caller,
        outgoing: OutgoingHeaders,
        framing: Framing,
    ) -> Response:
        client = find_client(caller, outgoing.client)
        self.streams.check(client)
        responses = self._respond_each(parameters, context, outgoing)
        find_end = partial(self.guards.authenticator.find_expiry, caller)
        headers = (
            (b"content-type", framing.content_type),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        )
        chunks = stream_responses(responses, framing, outgoing.trace.trace_id, find_end)
        return Response(200, headers, chunks=self._count(chunks, client, outgoing.trace))

    def _open_socket(self, request: Request) -> Response:
        self.streams.check(find_client(None, self.find_address(request)))
        offered = [each.strip() for each in request.headers.get(b"sec-websocket-protocol", b"").split(b",")]
        if SUBPROTOCOL not in offered:
            raise GatewayError("BAD_REQUEST", "Sockets speak graphql-transport-ws; name it in sec-websocket-protocol.")
        self.guards.csrf.check_socket(request.headers, self.guards.cors.allows)
        headers = (
            (b"upgrade", b"websocket"),
            (b"sec-websocket-accept", accept_key(request)),
            (b"sec-websocket-protocol", SUBPROTOCOL),
        )
        return Response(101, headers, upgrade=partial(GraphQLSocket, _SocketOperations(self, request), self._max_bytes))

    def find_address(self, request: Request) -> str:
        return self.guards.addresses.find(request.client, request.headers)

    async def _count(self, parts: AsyncGenerator[T, None], client: str, trace: TraceContext) -> AsyncGenerator[T, None]:
        try:
            with self.streams.counted(client):
                async with contextlib.aclosing(parts):
                    async for part in parts:
                        yield part
        finally:
            if self._tracing is not None:
                self._tracing.finish(trace, 200)

    def _load_parameters(self, request: Request) -> GraphQLRequest:
        content_type = request.headers.get(b"content-type")
        if request.method == "POST":
            if not is_json(content_type):
                raise GatewayError("UNSUPPORTED_MEDIA_TYPE", "Send the request with content-type application/json.")
            return self.bodies.load(request.body)
        if request.method != "GET":
            raise GatewayError(
                "METHOD_NOT_ALLOWED", f"{request.method} is not taken here; use POST, or GET for queries."
            )
        if content_type is not None and not is_json(content_type):
            raise GatewayError("UNSUPPORTED_MEDIA_TYPE", "A GET with this content-type is not taken; leave it out.")
        self.guards.csrf.check_get(request.headers)
        return load_query_string(request.query)

    def _build_response(
        self, request: Request, answer: GraphQLResponse, returned: HeaderList, media_type: MediaType
    ) -> Response:
        headers = returned
        if answer.headers:
            own = tuple((name.encode("ascii"), value.encode("latin-1")) for name, value in answer.headers.items())
            headers = (*headers, *own)
        status = media_type.get_status(answer.status)
        if answer.safe and status == 200 and self._is_tagged(request, answer.body):
            return _build_tagged(request, answer.body, headers, _TAGGED_LINES[media_type])
        if status == 405:
            headers = (*headers, (b"allow", b"POST"))
        return Response(status, headers, answer.body, lines=_UNTAGGED_LINES[media_type])

    def _is_tagged(self, request: Request, body: bytes) -> bool:
        """Small answers, and whatever a client asks to be compared."""
        small = len(body) <= self._etags.max_bytes or request.method == "GET"
        return self._etags.enabled and (small or b"if-none-match" in request.headers)

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
            return Response(204, self.guards.cors.build_preflight_headers(request.headers))
        return Response(204, ((b"allow", b"GET, POST, OPTIONS"),))


def _find_caller(hooked: HookedRequest) -> Caller | None:
    """Whom a hook said it is."""
    return None if hooked.seen.claims is None else Caller(hooked.seen.claims, hooked.seen.expires_at)


def _is_one_of_its_kind(hooked: HookedRequest | None) -> bool:
    """Whether another request that looks alike may be answered otherwise: a hook looks at each by itself."""
    return hooked is not None and (hooked.seen.changes_answers or hooked.see_operation is not None)


def without_cookies(headers: HeaderList) -> HeaderList:
    """For those who share the answer of another: strangers who ask alike must not be given one session."""
    return tuple(pair for pair in headers if pair[0] != b"set-cookie")


class _SocketOperations:
    """Runs a socket's operations through the endpoint that opened it; the handshake's headers are those of each."""

    def __init__(self, endpoint: GraphQLEndpoint, request: Request) -> None:
        self._endpoint = endpoint
        self._request = replace(request, method="POST")

    async def authenticate(self, authorization: str | None) -> Caller:
        given = None if authorization is None else authorization.encode("utf-8")
        header = self._request.headers.get(b"authorization")
        said = self._request.hooked and _find_caller(self._request.hooked)
        return said or await self._endpoint.guards.authenticator.authenticate(given or header)

    def find_end(self, caller: Caller) -> GatewayError | None:
        return self._endpoint.guards.authenticator.find_expiry(caller)

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        client = find_client(None, self._endpoint.find_address(self._request))
        with self._endpoint.streams.counted(client):
            yield

    def run(self, caller: Caller, parameters: GraphQLRequest) -> AsyncGenerator[GraphQLResponse, None]:
        return self._endpoint.respond_each(self._request, caller, parameters)


def _build_tagged(request: Request, body: bytes, headers: HeaderList, lines: bytes) -> Response:
    etag = build_etag(body)
    lines = lines % etag
    known = request.headers.get(b"if-none-match")
    if known is not None and matches(known, etag):
        return Response(304, headers, lines=lines)
    return Response(200, headers, body, lines=lines)


def _is_for_a_person(request: Request) -> bool:
    """A browser's address bar rather than a program: it prefers HTML, and asks nothing yet."""
    accept = request.headers.get(b"accept", b"")
    return request.method in ("GET", "HEAD") and b"text/html" in accept and b"query=" not in request.query

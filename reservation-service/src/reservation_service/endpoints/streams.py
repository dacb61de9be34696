"""The second server of this service: subscriptions over server-sent events, for callers that the gateway vouches for.

ASGI, because a stream lives as long as somebody waits and must not hold a thread; everything else of the service is
answered by Django's WSGI application. The same signed identity, the same form of errors.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from reservation_service.bootstrap import Application
from reservation_service.endpoints.event_stream import Message, Receive, Send, send_stream
from reservation_service.endpoints.graphql import AUDIENCE, find_client_address
from reservation_service.endpoints.request_log import find_traceparent
from reservation_service.logs import traceparent
from reservation_service.schema.errors import build_extensions
from reservation_service.schema.execution import GraphQLRequest
from reservation_service.schema.streaming import subscribe
from reservation_service.schema.subscription import StreamContext
from reservation_service.usecases.follow_reservation import FollowReservation
from wire.identity import Caller, IdentityError, verify_identity

MAX_BODY_BYTES = 256 * 1024

log = logging.getLogger(__name__)

_decoder = msgspec.json.Decoder(GraphQLRequest)


@dataclass(frozen=True, slots=True)
class StreamParts:
    """What the server stands on; built when its event loop runs."""

    application: Application
    follow_reservation: FollowReservation
    is_reachable: Callable[[], bool]
    identity_secret: str
    introspection: bool


class Unanswered(Exception):
    """The request is refused before there is a stream."""

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(message)
        self.code, self.status, self.message = code, status, message


class StreamServer:
    """An ASGI application."""

    def __init__(self, build_parts: Callable[[], StreamParts]) -> None:
        self._build_parts = build_parts
        self._parts: StreamParts | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if self._parts is None:
            self._parts = self._build_parts()
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._answer(self._parts, scope, receive, send)

    async def _answer(self, parts: StreamParts, scope: Message, receive: Receive, send: Send) -> None:
        try:
            match scope["path"]:
                case "/graphql":
                    await self._stream(parts, scope, receive, send)
                case "/health/live":
                    await _send_json(send, 200, {"status": "live"})
                case "/health/ready":
                    is_ready = await asyncio.to_thread(parts.is_reachable)
                    await _send_json(send, *READY if is_ready else UNAVAILABLE)
                case _:
                    raise Unanswered("NOT_FOUND", 404, "There is nothing here; subscriptions are at /graphql.")
        except Unanswered as refused:
            error = {"message": refused.message, "extensions": build_extensions(refused.code, refused.status)}
            await _send_json(send, refused.status, {"errors": [error]})

    async def _stream(self, parts: StreamParts, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        caller = _get_caller(headers, parts.identity_secret)
        request = _parse(scope["method"], headers, await _read_body(receive))
        traceparent.set(find_traceparent(headers.get("traceparent", "")))
        context = StreamContext(
            application=parts.application,
            caller=caller,
            client_address=find_client_address(headers.get("x-forwarded-for", "")),
            follow_reservation=parts.follow_reservation,
        )
        began = time.monotonic()
        log.info("subscription opened")
        try:
            answers = subscribe(request, context, introspection=parts.introspection)
            await send_stream(answers, receive, send)
        finally:
            log.info("subscription ended", extra={"seconds": round(time.monotonic() - began, 1)})


READY = (200, {"status": "ready"})
UNAVAILABLE = (503, {"status": "unavailable", "reason": "the database cannot be reached"})


async def _live(receive: Receive, send: Send) -> None:
    """There is nothing to put in order at the end: streams break off, and those who listened come back."""
    kind = ""
    while kind != "lifespan.shutdown":
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})


def _get_caller(headers: Mapping[str, str], secret: str) -> Caller:
    try:
        return verify_identity(headers.get("jetbridge-identity"), secret, AUDIENCE)
    except IdentityError as error:
        raise Unanswered("UNAUTHENTICATED", 401, "This subgraph answers its gateway only.") from error


def _parse(method: str, headers: Mapping[str, str], body: bytes) -> GraphQLRequest:
    if method != "POST":
        raise Unanswered("METHOD_NOT_ALLOWED", 405, "Subscriptions are opened by POST.")
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Unanswered("UNSUPPORTED_MEDIA_TYPE", 415, "Send content-type application/json.")
    if "text/event-stream" not in headers.get("accept", ""):
        raise Unanswered("NOT_ACCEPTABLE", 406, "Subscriptions are answered as text/event-stream.")
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = "Send one JSON object {query, variables, operationName} as UTF-8."
        raise Unanswered("BAD_REQUEST", 400, message) from error


async def _read_body(receive: Receive) -> bytes:
    body, is_complete = b"", False
    while not is_complete:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Unanswered("BAD_REQUEST", 400, "The request broke off.")
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise Unanswered("PAYLOAD_TOO_LARGE", 413, "The request body is too large.")
        is_complete = not message.get("more_body", False)
    return body


async def _send_json(send: Send, status: int, body: Mapping[str, object]) -> None:
    headers = [(b"content-type", b"application/json"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})

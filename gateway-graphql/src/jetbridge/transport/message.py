"""An HTTP request that has arrived whole, and the response to it. Server and ASGI application share these."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import msgspec

from jetbridge.errors import GatewayError, Json

if TYPE_CHECKING:
    from jetbridge.hooks import IncomingRequest
    from jetbridge.operation.document import PreparedOperation
    from jetbridge.pipeline import GraphQLRequest

HeaderList: TypeAlias = tuple[tuple[bytes, bytes], ...]


@dataclass(slots=True)
class Request:
    """`path` is still percent-encoded; header names are lower case, repeated headers one list; `body` is inflated.

    Requests may share their headers: nobody changes them.
    """

    method: str
    path: bytes
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes
    client: str
    secure: bool = False
    hooked: HookedRequest | None = None


class SeeOperation(Protocol):
    """Raises where a hook does not let it run."""

    async def __call__(
        self,
        seen: IncomingRequest,
        claims: Mapping[str, Any] | None,
        request: GraphQLRequest,
        operation: PreparedOperation,
        variables: dict[str, Any],
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class HookedRequest:
    """What hooks said of a request, and who asks them about its operations; None where none wants to know."""

    seen: IncomingRequest
    see_operation: SeeOperation | None


class Upgraded(Protocol):
    """What a connection becomes: it is fed what the client sends, runs until it is over, and may be asked to leave."""

    def feed(self, data: bytes) -> None: ...

    async def run(self) -> None: ...

    def leave(self) -> None: ...


# Made of a function that sends bytes, and one that waits for a client that reads slowly.
Upgrade: TypeAlias = Callable[[Callable[[bytes], None], Callable[[], Awaitable[None]]], Upgraded]


@dataclass(slots=True)
class Response:
    """`chunks`, where there are any, stand for the body. With `upgrade` the connection is the upgraded protocol's.

    `lines` are further headers, as they are sent: what is the same in many answers is encoded once.
    """

    status: int
    headers: HeaderList = ()
    body: bytes = b""
    chunks: AsyncGenerator[bytes, None] | None = field(default=None)
    upgrade: Upgrade | None = field(default=None)
    lines: bytes = b""

    def list_headers(self) -> list[tuple[bytes, bytes]]:
        pairs = [line.partition(b": ") for line in self.lines.split(b"\r\n") if line]
        return [*self.headers, *((name, value) for name, _, value in pairs)]


Handler: TypeAlias = Callable[[Request], Awaitable[Response]]

JSON_HEADERS: HeaderList = ((b"content-type", b"application/json; charset=utf-8"),)


def build_json_response(status: int, value: Json, headers: HeaderList = ()) -> Response:
    return Response(status, (*JSON_HEADERS, *headers), msgspec.json.encode(value))


def build_error_response(error: GatewayError, content_type: bytes = b"application/json; charset=utf-8") -> Response:
    """A response that is nothing but `error`: its status, and its retry hint as a header."""
    headers: HeaderList = ((b"content-type", content_type), (b"cache-control", b"no-store"))
    if error.retry_after is not None:
        headers = (*headers, (b"retry-after", b"%d" % error.retry_after))
    if error.code == "UNAUTHENTICATED":
        headers = (*headers, (b"www-authenticate", b"Bearer"))
    body = msgspec.json.encode({"errors": [error.to_graphql()]})
    return Response(error.status, headers, body)


def to_status_line(status: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode("ascii")


def join_headers(before: bytes | None, value: bytes, name: bytes) -> bytes:
    """Repeated headers as one, RFC 9110 5.3; cookies are joined as RFC 9113 8.2.3 does."""
    if before is None:
        return value
    return before + (b"; " if name == b"cookie" else b", ") + value

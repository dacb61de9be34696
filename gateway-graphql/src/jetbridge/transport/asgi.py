"""The gateway as an ASGI application, for those who bring their own server or mount it into a larger application.

The same handler as behind the gateway's own server. Limits on headers and on slow clients are then that server's part;
the body is counted here as it comes.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, TypeAlias

from jetbridge.errors import GatewayError
from jetbridge.transport.incoming_body import IncomingBody
from jetbridge.transport.message import Request, Response, build_error_response, join_headers

if TYPE_CHECKING:
    from jetbridge.transport.message import Handler

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class ClientLeft(Exception):
    """The connection closed before the request was whole."""


async def answer_http(handler: Handler, scope: Scope, receive: Receive, send: Send, max_bytes: int) -> None:
    """Answer one request of an ASGI server."""
    try:
        request = await _read(scope, receive, max_bytes)
    except ClientLeft:
        return
    except GatewayError as error:
        await _write(build_error_response(error), send, with_body=True)
        return
    response = await handler(request)
    if response.chunks is None or request.method == "HEAD":
        await _write(response, send, with_body=request.method != "HEAD")
    else:
        await _stream(response, response.chunks, receive, send)


async def _read(scope: Scope, receive: Receive, max_bytes: int) -> Request:
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers[name] = join_headers(headers.get(name), value, name)
    body = IncomingBody(headers, max_bytes)
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        body.feed(message.get("body", b""))
        more = message.get("more_body", False)
    client = scope.get("client")
    path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
    # An application mounted below a path sees its own part of it.
    path = path.removeprefix(scope.get("root_path", "").encode("utf-8")) or b"/"
    return Request(
        scope["method"],
        path,
        scope.get("query_string", b""),
        headers,
        body.finish(),
        client[0] if client else "",
        scope.get("scheme") == "https",
    )


async def _write(response: Response, send: Send, *, with_body: bool) -> None:
    headers = response.list_headers()
    if response.chunks is None and response.status not in (204, 304):
        headers.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body if with_body else b""})


async def _stream(response: Response, chunks: AsyncGenerator[bytes, None], receive: Receive, send: Send) -> None:
    """Until the chunks end or the client leaves, which only `receive` tells; chunks come often enough to notice."""
    leaving = asyncio.ensure_future(_wait_until_left(receive))
    try:
        await send({"type": "http.response.start", "status": response.status, "headers": response.list_headers()})
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                if leaving.done():
                    return
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        leaving.cancel()


async def _wait_until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

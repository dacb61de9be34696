"""One client connection: bytes -> whole requests -> the handler -> bytes, in the order of the requests.

What would make a request too large or too slow to arrive is refused while it arrives: headers are counted as they
come, bodies after inflating, both against `limits`, and time is counted for both. RFC 9112 through httptools, strictly.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import TYPE_CHECKING, Any, cast

import httptools

from jetbridge.errors import GatewayError
from jetbridge.telemetry.logs import Log
from jetbridge.transport.incoming_body import IncomingBody
from jetbridge.transport.message import Request, Response, build_error_response, join_headers, to_status_line
from jetbridge.transport.whole_request import MAX_HEADERS, find_request

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from jetbridge.transport.message import Upgrade, Upgraded
    from jetbridge.transport.server import HttpServer

log = Log("jetbridge.server")

# What an upgraded connection may have written without its client reading it.
MAX_UNREAD_BYTES = 4 * 1024 * 1024
# How long a refused client may go on sending before its connection is cut.
LINGER_SECONDS = 2.0

_NEVER = float("inf")
_STATUS_LINES = {status: to_status_line(status) for status in range(100, 600)}


class ServerConnection(asyncio.Protocol):
    """One client connection. httptools calls the `on_` methods while it is fed."""

    def __init__(self, server: HttpServer) -> None:
        self._server = server
        self._limits = server.limits
        self._transport: asyncio.Transport | None = None
        self._parser: Any = httptools.HttpRequestParser(self)
        self._client = ""
        self._secure = False
        # Requests that have arrived, each with whether the connection outlives it; an error is the last of them.
        self._arrived: deque[tuple[Request, bool] | GatewayError] = deque()
        self._next: tuple[Request, bool] | None = None
        self._answering = False
        self._task: asyncio.Task[None] | None = None
        self._idle: asyncio.Future[None] | None = None
        self._writable: asyncio.Event | None = None
        self._refused = False
        self._streaming = False
        # Whether the bytes just parsed ended a head or were some of a body.
        self._got_on = False
        self._upgrade_asked = self._lingering = False
        self._upgraded: Upgraded | None = None
        self._body = IncomingBody({}, self._limits.body_bytes)
        self.deadline = 0.0
        self.on_message_begin()
        self._arriving = False

    # Called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # create_server makes no other kind
        peer = transport.get_extra_info("peername")
        self._client = peer[0] if peer else ""
        self._secure = transport.get_extra_info("sslcontext") is not None
        server = self._server
        if len(server.connections) >= server.listen.connections:
            self._transport.abort()
            return
        self.deadline = server.loop.time() + server.listen.read_seconds
        server.connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.connections.discard(self)
        self._transport = None
        self.resume_writing()
        if self._task is not None:
            self._task.cancel()  # nobody is left to answer

    def data_received(self, data: bytes) -> None:
        if self._upgraded is not None:
            self._upgraded.feed(data)
            return
        if self._refused or self._upgrade_asked:
            return
        if not (self._answering or self._arriving or self._arrived):
            request = find_request(data, self._limits, self._client, secure=self._secure)
            if request is not None:
                self._begin(request, keep_alive=True)
                return
        self._got_on = False
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # The request is complete. A client says nothing more before it is answered, and then no HTTP.
            self._upgrade_asked = True
        except httptools.HttpParserError as error:
            self._refuse(_find_refusal(error) or GatewayError("BAD_REQUEST", f"The request is not HTTP/1.1: {error}."))
        if self._in_head or self._arriving:
            self._count_unparsed(len(data))
        if not self._answering:
            self._advance()
        elif self._arrived and self._transport is not None:
            self._transport.pause_reading()  # a pipelining client waits for its turn

    def pause_writing(self) -> None:
        self._writable = asyncio.Event()

    def resume_writing(self) -> None:
        if self._writable is not None:
            self._writable.set()
            self._writable = None

    # Called by httptools

    def on_message_begin(self) -> None:
        self._arriving = self._in_head = True
        self._url = b""
        self._headers: dict[bytes, bytes] = {}
        self._header_count = self._head_bytes = self._unparsed_bytes = 0
        if not self._answering:
            self.deadline = self._server.loop.time() + self._server.listen.read_seconds

    def on_url(self, url: bytes) -> None:
        self._url += url
        self._count_head(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_count += 1
        self._count_head(len(name) + len(value))
        if not self._in_head:
            return  # a trailer: whoever looked at the headers before us has not seen it
        name = name.lower()
        self._headers[name] = join_headers(self._headers.get(name), value.strip(b" \t"), name)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._got_on = True
        headers = self._headers
        self._body = IncomingBody(headers, self._limits.body_bytes)
        if headers.get(b"expect", b"").lower() == b"100-continue" and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, part: bytes) -> None:
        self._got_on = True
        self._body.feed(part)

    def on_message_complete(self) -> None:
        self._arriving = False
        path, _, query = self._url.partition(b"?")
        if not path.startswith(b"/"):
            path = httptools.parse_url(self._url).path or b"/"
        method = self._parser.get_method().decode("ascii")
        request = Request(method, path, query, self._headers, self._body.finish(), self._client, self._secure)
        self._arrived.append((request, self._parser.should_keep_alive()))

    def _count_head(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > self._limits.header_bytes:
            raise _headers_too_large(self._limits.header_bytes)
        if self._header_count > MAX_HEADERS:
            raise GatewayError("HEADERS_TOO_LARGE", f"There are more than {MAX_HEADERS} headers.")

    def _count_unparsed(self, size: int) -> None:
        """Bytes the parser keeps to itself, of headers and trailers that do not end, or drops, of chunk extensions."""
        self._unparsed_bytes = 0 if self._got_on else self._unparsed_bytes + size
        if self._unparsed_bytes > self._limits.header_bytes:
            self._refuse(_headers_too_large(self._limits.header_bytes))

    # Answering

    def _refuse(self, error: GatewayError) -> None:
        """Nothing more is read; `error` is answered when its turn comes."""
        if not self._refused:
            self._refused = True
            self._arriving = False
            self._arrived.append(error)

    def _advance(self) -> None:
        """Begin to answer what has arrived first. Only while nothing is being answered."""
        if not self._arrived:
            return
        first = self._arrived.popleft()
        if isinstance(first, GatewayError):
            self._write_head(build_error_response(first), with_body=True, keep_alive=False)
            self._linger()
            return
        self._begin(*first)

    def _begin(self, request: Request, keep_alive: bool) -> None:
        self.deadline = _NEVER
        self._answering = True
        self._next = request, keep_alive
        if self._idle is not None:
            self._idle.set_result(None)
            self._idle = None
        elif self._task is None:
            self._task = self._server.loop.create_task(self._serve())
            self._server.tasks.add(self._task)

    async def _serve(self) -> None:
        """Answer request after request. A task for each would cost more than to wake one that waits."""
        try:
            while self._next is not None:
                (request, keep_alive), self._next = self._next, None
                keep_alive = await self._answer(request, keep_alive=keep_alive)
                self._answering = False
                if not keep_alive:
                    break
                self._go_on()
                if self._next is None:
                    self._idle = self._server.loop.create_future()
                    await self._idle
            if not self._lingering:
                self._close()
        except asyncio.CancelledError:
            self.abort()
            raise
        except Exception as error:
            # The handler masks its own errors: what arrives here is a defect of the transport.
            log.error("a request could not be answered", error=error)
            self.abort()
        finally:
            self._server.tasks.discard(cast("asyncio.Task[None]", self._task))  # set before this runs
            self._task = None
            self._answering = False

    async def _answer(self, request: Request, *, keep_alive: bool) -> bool:
        """Whether the connection can be used again."""
        turns = self._server.turns
        turn = turns.take()
        if turn is not None:
            await turns.wait(turn)
        size = 0
        try:
            response = await self._server.handler(request)
            size = len(response.body)
        finally:
            turns.done(size)
        keep_alive = keep_alive and not self._server.closing and not self._upgrade_asked
        self._write_head(response, with_body=request.method != "HEAD", keep_alive=keep_alive)
        if response.upgrade is not None:
            keep_alive = False
            await self._run_upgraded(response.upgrade)
        elif response.chunks is not None and request.method != "HEAD":
            await self._write_chunks(response.chunks)
        if self._writable is not None:
            await self._until_writable()
        return keep_alive

    def _write_head(self, response: Response, *, with_body: bool, keep_alive: bool) -> None:
        """The status line and headers, and the body with them where it is there already."""
        if self._transport is None:
            return
        parts = [_STATUS_LINES[response.status], self._server.common_headers, response.lines]
        if response.headers:
            parts += [b"%b: %b\r\n" % header for header in response.headers]
        if not keep_alive and response.upgrade is None:
            parts.append(b"connection: close\r\n")
        if response.upgrade is not None:
            parts.append(b"connection: upgrade\r\n\r\n")
        elif response.chunks is not None:
            parts.append(b"transfer-encoding: chunked\r\n\r\n")
        elif response.status in (204, 304):
            parts.append(b"\r\n")
        else:
            parts.append(b"content-length: %d\r\n\r\n" % len(response.body))
            if with_body:
                parts.append(response.body)
        self._transport.write(b"".join(parts))

    async def _write_chunks(self, chunks: AsyncGenerator[bytes, None]) -> None:
        self._streaming = True
        async with contextlib.aclosing(chunks):
            async for chunk in chunks:
                if self._writable is not None:
                    await self._until_writable()
                if self._transport is not None and chunk:
                    self._transport.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        self._streaming = False
        if self._transport is not None:
            self._transport.write(b"0\r\n\r\n")

    async def _run_upgraded(self, upgrade: Upgrade) -> None:
        self._upgraded = upgrade(self._write, self._until_writable)
        try:
            await self._upgraded.run()
        finally:
            self._upgraded = None
        self._linger()

    def _write(self, data: bytes) -> None:
        if self._transport is None:
            return
        if self._transport.get_write_buffer_size() > MAX_UNREAD_BYTES:
            self.abort()  # a client that never reads must not make us remember everything for it
        else:
            self._transport.write(data)

    async def _until_writable(self) -> None:
        """Wait for a client that reads slowly, but not for ever."""
        if self._writable is not None:
            self.deadline = self._server.loop.time() + self._server.listen.keep_alive_seconds
            await self._writable.wait()
            self.deadline = _NEVER

    def _go_on(self) -> None:
        if self._transport is None:
            return
        if self._arrived:
            self._transport.resume_reading()
            self._advance()
        else:
            patience = self._server.listen.read_seconds if self._arriving else self._server.listen.keep_alive_seconds
            self.deadline = self._server.loop.time() + patience

    # Called by the server

    @property
    def is_answering(self) -> bool:
        return self._answering

    def end_stream(self) -> None:
        """It could go on for ever: its client will open it again elsewhere."""
        if self._upgraded is not None:
            self._upgraded.leave()
        elif self._streaming:
            self.abort()

    def close_if_idle(self) -> None:
        if not (self._answering or self._arriving or self._refused):
            self._close()

    def expire(self) -> None:
        """Out of time: a request that has not arrived is refused; an idle or stuck connection is closed."""
        if self._arriving and not self._answering:
            self._refuse(GatewayError("REQUEST_TIMEOUT", "The request did not arrive in time."))
            self._advance()
        else:
            self.abort()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _linger(self) -> None:
        """Close, but not before the client had a chance to read: closing on unread bytes would reset the connection."""
        if self._transport is None:
            return
        self._lingering = self._refused = True
        if self._transport.can_write_eof():
            self._transport.write_eof()
            self.deadline = self._server.loop.time() + LINGER_SECONDS
        else:
            self._transport.close()


def _headers_too_large(limit: int) -> GatewayError:
    return GatewayError("HEADERS_TOO_LARGE", f"The request line and headers are over {limit} bytes.")


def _find_refusal(error: BaseException) -> GatewayError | None:
    """httptools wraps what a callback raised."""
    cause = error.__context__
    return cause if isinstance(cause, GatewayError) else None

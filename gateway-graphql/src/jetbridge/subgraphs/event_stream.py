"""A subscription of a subgraph over server-sent events: one reply an event. graphql-sse, distinct connections.

It has a connection of its own, closed when nobody listens any more. A subgraph that answers with plain JSON instead has
refused, or has only one thing to say: that is the one reply.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import httptools

from jetbridge.executor.subgraph_client import SubgraphError, SubgraphReply
from jetbridge.subgraphs.exchange import MAX_HEAD_BYTES, RETRIED_STATUS
from jetbridge.subgraphs.settings import get_stream_context

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from jetbridge.subgraphs.settings import Destination

# More events than this unread, and the subgraph has to wait.
MAX_UNREAD = 64


class EventParser:
    """Bytes of an event stream in any pieces -> (event, data). HTML standard, 9.2.6."""

    def __init__(self, max_bytes: int) -> None:
        self._rest = b""
        self._event = b""
        self._data: list[bytes] = []
        self._size = 0
        self._max_bytes = max_bytes

    def feed(self, data: bytes) -> list[tuple[str, bytes]]:
        *lines, self._rest = (self._rest + data).replace(b"\r\n", b"\n").split(b"\n")
        found = []
        for line in lines:
            if not line:
                if self._data or self._event:
                    found.append((self._event.decode("ascii", "replace") or "message", b"\n".join(self._data)))
                self._event, self._data, self._size = b"", [], 0
                continue
            name, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if name == b"event":
                self._event = value
            elif name == b"data":
                self._data.append(value)
                self._size += len(value)
        if self._size + len(self._rest) > self._max_bytes:
            raise ValueError("an event is too large")
        return found


class _StreamConnection(asyncio.Protocol):
    """Feeds `replies`; None ends them. An exception there is what went wrong."""

    def __init__(self, destination: Destination) -> None:
        self.replies: asyncio.Queue[SubgraphReply | SubgraphError | None] = asyncio.Queue()
        self._destination = destination
        self._parser: Any = httptools.HttpResponseParser(self)
        self._events = EventParser(destination.response_bytes)
        self._transport: asyncio.Transport | None = None
        self._headers: dict[str, str] = {}
        self._head_bytes = 0
        self._plain: list[bytes] = []
        self._is_stream = False
        self._ended = False
        self._heard = False
        self._silence: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # create_connection makes no other kind

    def send(self, request: bytes) -> None:
        if self._transport is not None:
            self._transport.write(request)
        self._watch_silence()

    def close(self) -> None:
        self._ended = True
        if self._silence is not None:
            self._silence.cancel()
        if self._transport is not None:
            self._transport.abort()

    def resume(self) -> None:
        if self._transport is not None and self.replies.qsize() < MAX_UNREAD:
            self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        self._heard = True
        if self._ended:
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, ValueError):
            self._end(self._error("SUBGRAPH_INVALID_RESPONSE", "sent an event stream that cannot be read"))
        if self.replies.qsize() >= MAX_UNREAD and self._transport is not None:
            self._transport.pause_reading()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(self._error("SERVICE_UNAVAILABLE", "closed the subscription without completing it"))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_bytes += len(name) + len(value)
        if self._head_bytes > MAX_HEAD_BYTES:
            raise ValueError("headers too large")
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._is_stream = self._headers.get("content-type", "").lower().startswith("text/event-stream")

    def on_body(self, part: bytes) -> None:
        if not self._is_stream:
            self._plain.append(part)
            if sum(map(len, self._plain)) > self._destination.response_bytes:
                raise ValueError("too large")
            return
        for event, data in self._events.feed(part):
            if event == "complete":
                self._end(None)
            elif event in ("next", "message") and not self._ended:
                self.replies.put_nowait(SubgraphReply(200, data, self._headers))

    def on_message_complete(self) -> None:
        if self._is_stream:
            self._end(self._error("SERVICE_UNAVAILABLE", "ended the subscription without completing it"))
        elif not self._ended:
            status = self._parser.get_status_code()
            if status in RETRIED_STATUS and "json" not in self._headers.get("content-type", ""):
                self._end(self._error("SERVICE_UNAVAILABLE", f"refuses the subscription with HTTP {status}"))
                return
            self.replies.put_nowait(SubgraphReply(status, b"".join(self._plain), self._headers))
            self._end(None)

    def _watch_silence(self) -> None:
        """One look a period: a stream may be silent for up to two of them."""
        seconds = self._destination.silence_seconds
        if seconds is None or self._ended:
            return
        if self._silence is not None and not self._heard and self.replies.qsize() < MAX_UNREAD:
            self._end(self._error("SUBGRAPH_TIMEOUT", "fell silent in a subscription"))
            return
        self._heard = False
        self._silence = asyncio.get_running_loop().call_later(seconds, self._watch_silence)

    def _error(self, code: str, reason: str) -> SubgraphError:
        name = self._destination.name
        return SubgraphError(code, name, f'Subgraph "{name}" {reason}.')

    def _end(self, error: SubgraphError | None) -> None:
        if not self._ended:
            self._ended = True
            self.replies.put_nowait(error)


async def subscribe(destination: Destination, body: bytes, headers: bytes) -> AsyncGenerator[SubgraphReply, None]:
    """Replies until the subgraph completes; raises `SubgraphError` if it breaks off."""
    connection = await _connect(destination)
    address = destination.stream_address
    connection.send(
        b"POST %b HTTP/1.1\r\nhost: %b\r\ncontent-type: application/json\r\naccept: text/event-stream\r\n"
        b"content-length: %d\r\n%b\r\n%b"
        % (address.target.encode("ascii"), address.authority.encode("ascii"), len(body), headers, body)
    )
    try:
        while (reply := await connection.replies.get()) is not None:
            if isinstance(reply, SubgraphError):
                raise reply
            connection.resume()
            yield reply
    finally:
        connection.close()


async def _connect(destination: Destination) -> _StreamConnection:
    address = destination.stream_address
    tls = get_stream_context(address, destination.tls)
    try:
        async with asyncio.timeout(destination.connect_seconds):
            _, connection = await asyncio.get_running_loop().create_connection(
                lambda: _StreamConnection(destination),
                address.host,
                address.port,
                ssl=tls,
                server_hostname=address.host if tls else None,
            )
    except (OSError, TimeoutError) as error:
        name = destination.name
        message = f'Subgraph "{name}" cannot be reached: it does not accept connections.'
        raise SubgraphError("SERVICE_UNAVAILABLE", name, message, 1) from error
    return connection

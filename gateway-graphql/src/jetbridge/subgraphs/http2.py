"""One HTTP/2 connection to a subgraph: calls in, each a stream of its own, whole `SubgraphReply`s back. RFC 9113.

The h2 library knows the protocol; here is what it leaves open: sockets, how much may be unread, and what an end means
for the calls under way.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    RemoteSettingsChanged,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    WindowUpdated,
)
from h2.exceptions import H2Error, StreamClosedError
from h2.settings import SettingCodes, Settings
from msgspec import Struct, field

from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.subgraphs.exchange import MAX_HEAD_BYTES, BadResponse, NotTaken, TooLarge, add_header
from jetbridge.subgraphs.settings import ACCEPT

if TYPE_CHECKING:
    from collections.abc import Callable

    from h2.events import Event
    from hyperframe.frame import Frame, GoAwayFrame

    from jetbridge.subgraphs.exchange import Call, Exchange
    from jetbridge.subgraphs.settings import Address

# What may be on its way to us, for one answer and for all together. Answers are taken as fast as they come, so this
# only has to be more than a network holds; what an answer may take in all is `response_bytes`.
STREAM_WINDOW_BYTES = 1024 * 1024
CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024
# Larger frames than the usual 16 KiB: each costs some microseconds.
MAX_FRAME_BYTES = 256 * 1024
# Then another connection takes over: the library remembers streams that ended.
MAX_STREAMS = 20_000

_FORBIDDEN = frozenset(b"\r\n\0")


class Stream(Struct):
    """One call and what has come of its answer."""

    exchange: Exchange
    unsent: memoryview
    began: float
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    parts: list[bytes] = field(default_factory=list)
    size: int = 0


class _Protocol(H2Connection):
    """h2, but calls that a subgraph has taken before it goes away are answered, as RFC 9113 6.8 has it.

    The library takes nothing more once it has heard GOAWAY, as a subgraph that is deployed anew says while it answers.
    """

    def _receive_goaway_frame(self, frame: GoAwayFrame) -> tuple[list[Frame], list[Event]]:
        event = ConnectionTerminated()
        event.error_code = frame.error_code
        event.last_stream_id = frame.last_stream_id
        return [], [event]


def _build_protocol() -> _Protocol:
    protocol = _Protocol(H2Configuration(client_side=True, header_encoding=None))
    protocol.local_settings = Settings(
        client=True,
        initial_values={
            SettingCodes.ENABLE_PUSH: 0,
            SettingCodes.INITIAL_WINDOW_SIZE: STREAM_WINDOW_BYTES,
            SettingCodes.MAX_FRAME_SIZE: MAX_FRAME_BYTES,
            SettingCodes.MAX_HEADER_LIST_SIZE: MAX_HEAD_BYTES,
        },
    )
    protocol.max_inbound_frame_size = MAX_FRAME_BYTES
    protocol.initiate_connection()
    protocol.increment_flow_control_window(CONNECTION_WINDOW_BYTES)
    return protocol


class Http2Connection(asyncio.Protocol):
    """`ready` is done once the subgraph has spoken HTTP/2. `released` is called whenever a stream has ended."""

    def __init__(
        self,
        address: Address,
        max_bytes: int,
        released: Callable[[Http2Connection], None],
        lost: Callable[[Http2Connection], None],
    ) -> None:
        self._address = address
        self._max_bytes = max_bytes
        self._released = released
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._protocol = _build_protocol()
        self._streams: dict[int, Stream] = {}
        self._heard_at = 0.0
        # It takes no more calls, and closes when those under way are answered.
        self._leaving = False
        self.ready: asyncio.Future[None] = self._loop.create_future()
        self.idle_since = 0.0
        self.is_reused = False
        self._head = [
            (b":method", b"POST"),
            (b":scheme", b"https" if address.secure else b"http"),
            (b":authority", address.authority.encode("ascii")),
            (b":path", address.target.encode("ascii")),
            (b"content-type", b"application/json"),
            (b"accept", ACCEPT.encode("ascii")),
        ]

    # For the pool

    @property
    def streams(self) -> int:
        return len(self._streams)

    @property
    def takes_calls(self) -> bool:
        if self._leaving or self._transport is None or self._transport.is_closing():
            return False
        return len(self._streams) < self._protocol.remote_settings.max_concurrent_streams

    def start(self, call: Call) -> None:
        call.connection = self
        body = memoryview(call.body)
        stream_id = self._protocol.get_next_available_stream_id()
        head = [*self._head, (b"content-length", b"%d" % len(body)), *_split(call.headers)]
        self._leaving = stream_id > 2 * MAX_STREAMS
        stream = self._streams[stream_id] = Stream(call, body, self._loop.time())
        try:
            self._protocol.send_headers(stream_id, head, end_stream=not body)
            self._send_body(stream_id, stream)
        except H2Error:
            # Half a head has been packed: what both sides remember of headers is not the same any more.
            self._fail(BadResponse("the connection cannot be used any more"))
            return
        self._flush()

    def give_up(self, exchange: Exchange) -> None:
        for stream_id, stream in list(self._streams.items()):
            if stream.exchange is exchange:
                # A subgraph that has been silent all the time may be gone: others shall not wait for it.
                self._leaving = self._leaving or self._heard_at < stream.began
                self._reset(stream_id)
                self._flush()

    def leave(self) -> None:
        """Close when the last answer is there."""
        self._leaving = True
        self._close_if_done()

    # Called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # create_connection makes no other kind
        encrypted = transport.get_extra_info("ssl_object")
        if encrypted is not None and encrypted.selected_alpn_protocol() != "h2":
            self._transport.abort()
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        try:
            for event in self._protocol.receive_data(data):
                self._hear(event)
        except H2Error:
            self._fail(BadResponse("it is not HTTP/2"))
            return
        self._flush()

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if not self.ready.done():
            self.ready.set_exception(ConnectionResetError())
            self.ready.exception()  # marks it as seen: who dialled may have given up
        self._lost(self)
        self._fail(None)

    # What the subgraph said

    def _hear(self, event: Event) -> None:
        match event:
            case ResponseReceived():
                self._take_head(event)
            case DataReceived():
                self._take_data(event)
            case StreamEnded():
                self._finish(event.stream_id)
            case StreamReset():
                self._take_reset(event)
            case WindowUpdated() | RemoteSettingsChanged():
                if not self.ready.done() and isinstance(event, RemoteSettingsChanged):
                    self.ready.set_result(None)
                for stream_id, stream in list(self._streams.items()):
                    self._send_body(stream_id, stream)
            case ConnectionTerminated():
                self._take_farewell(event.last_stream_id or 0)

    def _take_head(self, event: ResponseReceived) -> None:
        stream = self._streams.get(event.stream_id)
        if stream is None:
            return
        for name, value in event.headers:
            if _FORBIDDEN.intersection(value):
                self._refuse(event.stream_id, BadResponse("a header has a line end in it"))
                return
            if name == b":status" and value.isdigit() and len(value) == 3:
                stream.status = int(value)
            elif name == b":status":
                self._refuse(event.stream_id, BadResponse("its status is none"))
                return
            else:
                add_header(stream.headers, name.decode("latin-1"), value.decode("latin-1"))
        length = stream.headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._max_bytes:
            self._refuse(event.stream_id, self._too_large())

    def _take_data(self, event: DataReceived) -> None:
        self._protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        stream = self._streams.get(event.stream_id)
        if stream is None or not event.data:
            return
        stream.size += len(event.data)
        stream.parts.append(event.data)
        if stream.size > self._max_bytes:
            self._refuse(event.stream_id, self._too_large())

    def _take_reset(self, event: StreamReset) -> None:
        stream = self._streams.get(event.stream_id)
        if stream is None:
            return
        if event.error_code == ErrorCodes.REFUSED_STREAM:
            self._end(event.stream_id, NotTaken())
        else:
            self._end(event.stream_id, BadResponse("it broke off") if stream.status else None)

    def _take_farewell(self, last_stream_id: int) -> None:
        self._leaving = True
        for stream_id in [each for each in self._streams if each > last_stream_id]:
            self._end(stream_id, NotTaken())
        self._close_if_done()

    # What becomes of streams

    def _send_body(self, stream_id: int, stream: Stream) -> None:
        """As much as the subgraph has room for; the rest when it says that it has more."""
        protocol = self._protocol
        with contextlib.suppress(StreamClosedError):  # by the subgraph, which we are about to hear
            while stream.unsent:
                size = min(protocol.local_flow_control_window(stream_id), protocol.max_outbound_frame_size)
                if size <= 0:
                    return
                part, stream.unsent = stream.unsent[:size], stream.unsent[size:]
                protocol.send_data(stream_id, bytes(part), end_stream=not stream.unsent)

    def _finish(self, stream_id: int) -> None:
        stream = self._streams.pop(stream_id, None)
        if stream is None:
            return
        if stream.unsent:
            with contextlib.suppress(StreamClosedError):  # by the subgraph, in the same breath
                self._protocol.reset_stream(stream_id, ErrorCodes.NO_ERROR)
        self.is_reused = True
        status, body = stream.status, stream.parts[0] if len(stream.parts) == 1 else b"".join(stream.parts)
        if stream.headers.get("content-encoding", "identity") != "identity":
            # We never offer an encoding, so a compressed answer is the subgraph's mistake; it cannot be read.
            status, body = 502, b""
        self._give_back()
        stream.exchange.replied(SubgraphReply(status, body, stream.headers))

    def _refuse(self, stream_id: int, error: BadResponse) -> None:
        exchange = self._streams[stream_id].exchange
        self._reset(stream_id)
        exchange.failed(error)

    def _reset(self, stream_id: int) -> None:
        del self._streams[stream_id]
        with contextlib.suppress(StreamClosedError):  # what makes it unwanted may have been the last of it
            self._protocol.reset_stream(stream_id, ErrorCodes.CANCEL)
        self._give_back()

    def _end(self, stream_id: int, error: Exception | None) -> None:
        stream = self._streams.pop(stream_id)
        self._give_back()
        stream.exchange.failed(error)

    def _fail(self, error: BadResponse | None) -> None:
        """The connection is of no more use, to anybody."""
        self._leaving = True
        streams, self._streams = self._streams, {}
        self._close_if_done()
        for stream in streams.values():
            begun = error is None and stream.status
            stream.exchange.failed(BadResponse("the connection closed in the middle of the answer") if begun else error)

    def _give_back(self) -> None:
        if not self._streams:
            self.idle_since = self._loop.time()
        self._close_if_done()
        self._released(self)

    def _close_if_done(self) -> None:
        if self._leaving and not self._streams and self._transport is not None:
            self._transport.abort()  # everything was said, and everything heard

    def _flush(self) -> None:
        data = self._protocol.data_to_send()
        if data and self._transport is not None:
            self._transport.write(data)

    def _too_large(self) -> TooLarge:
        return TooLarge(f"it is over {self._max_bytes} bytes")


def _split(lines: bytes) -> list[tuple[bytes, bytes]]:
    """Header lines as pairs; in HTTP/2 names are in lower case."""
    pairs = []
    for line in lines.split(b"\r\n"):
        if line:
            name, _, value = line.partition(b":")
            pairs.append((name.strip().lower(), value.strip()))
    return pairs

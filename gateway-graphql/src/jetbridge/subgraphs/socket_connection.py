"""One WebSocket to a subgraph: bytes of the network <-> messages of graphql-transport-ws. RFC 6455, the client's side.

Pings are answered here, and sent where the subgraph is silent; a subgraph that sends faster than its events are taken
has to wait. Why a socket closed becomes a `SubgraphError`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import msgspec
from websockets.client import ClientProtocol
from websockets.exceptions import InvalidStatus, PayloadTooBig, ProtocolError
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from jetbridge.executor.subgraph_client import SubgraphError

if TYPE_CHECKING:
    from jetbridge.subgraphs.settings import Destination

SUBPROTOCOL = Subprotocol("graphql-transport-ws")
# More messages than this unread, and the subgraph has to wait.
MAX_UNREAD = 64

# What graphql-transport-ws says with the code of a close frame. Everything else is a socket that broke off.
_CLOSINGS = {
    4400: ("SUBGRAPH_INVALID_RESPONSE", "does not understand the subscription"),
    4401: ("UNAUTHENTICATED", "wants to know who subscribes"),
    4403: ("FORBIDDEN", "does not let the caller subscribe"),
    4406: ("SUBGRAPH_INVALID_RESPONSE", "does not speak graphql-transport-ws"),
}
_REFUSALS = {
    401: ("UNAUTHENTICATED", "wants to know who subscribes"),
    403: ("FORBIDDEN", "does not let the caller subscribe"),
}


class Message(msgspec.Struct):
    """What a subgraph says; `payload` stays as it came."""

    type: str
    payload: msgspec.Raw = msgspec.Raw(b"null")


class SocketConnection(asyncio.Protocol):
    """`opened` is done when the handshake is; it and `receive` raise `SubgraphError` once the socket is closed."""

    def __init__(self, destination: Destination, headers: bytes) -> None:
        address = destination.stream_address
        uri = parse_uri(f"{'wss' if address.secure else 'ws'}://{address.authority}{address.target}")
        self._destination = destination
        self._headers = headers
        self._socket = ClientProtocol(uri, subprotocols=[SUBPROTOCOL], max_size=destination.response_bytes)
        self._transport: asyncio.Transport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._messages: asyncio.Queue[Message | SubgraphError] = asyncio.Queue()
        self._fragments = b""
        self._ended = False
        self._heard = False
        self._asked = False
        self._silence: asyncio.TimerHandle | None = None

    def send(self, message: dict[str, Any]) -> None:
        """Nothing happens where the socket is closed: whoever receives hears of it."""
        if self._socket.state is State.OPEN:
            self._socket.send_text(msgspec.json.encode(message))
            self._flush()

    async def receive(self) -> Message:
        message = await self._messages.get()
        if isinstance(message, SubgraphError):
            raise message
        if self._transport is not None and self._messages.qsize() < MAX_UNREAD:
            self._transport.resume_reading()
        return message

    def close(self) -> None:
        self._ended = True
        self.opened.cancel()
        if self._silence is not None:
            self._silence.cancel()
        if self._transport is None:
            return
        if self._socket.state is State.OPEN:
            self._socket.send_close(1000)
            self._flush()
        self._transport.close()

    # --- called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # create_connection makes no other kind
        request = self._socket.connect()
        for line in self._headers.split(b"\r\n"):
            name, colon, value = line.partition(b": ")
            if colon:
                request.headers[name.decode("latin-1")] = value.decode("latin-1")
        self._socket.send_request(request)
        self._flush()
        self._watch_silence()

    def data_received(self, data: bytes) -> None:
        self._heard = True
        self._socket.receive_data(data)
        self._take_events()
        if self._messages.qsize() >= MAX_UNREAD and self._transport is not None:
            self._transport.pause_reading()

    def eof_received(self) -> None:
        if self._socket.state is not State.CLOSED:
            self._socket.receive_eof()
            self._take_events()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(self._explain_closing())

    # --- below

    def _take_events(self) -> None:
        for event in self._socket.events_received():
            if isinstance(event, Frame):
                self._take_frame(event)
            elif self._socket.handshake_exc is None and not self.opened.done():
                self._finish_handshake()
        self._flush()
        if self._socket.handshake_exc is not None or self._socket.close_expected():
            self._end(self._explain_closing())

    def _finish_handshake(self) -> None:
        if self._socket.subprotocol == SUBPROTOCOL:
            self.opened.set_result(None)
        else:
            self._end(self._error(*_CLOSINGS[4406]))

    def _take_frame(self, frame: Frame) -> None:
        if frame.opcode not in (Opcode.TEXT, Opcode.CONT):
            return
        self._fragments += bytes(frame.data)
        if not frame.fin:
            return
        text, self._fragments = self._fragments, b""
        try:
            message = msgspec.json.decode(text, type=Message)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._end(self._error("SUBGRAPH_INVALID_RESPONSE", "sent a message that cannot be read"))
            return
        if message.type == "ping":
            self.send({"type": "pong"})
        elif message.type != "pong" and not self._ended:
            self._messages.put_nowait(message)

    def _flush(self) -> None:
        for data in self._socket.data_to_send():
            # An empty one stands for the end of what we say, which `close` makes of it.
            if data and self._transport is not None:
                self._transport.write(data)

    def _watch_silence(self) -> None:
        """A subgraph that was silent for one period is asked whether it lives; it has another to answer."""
        if self._ended:
            return
        if self._heard or self._messages.qsize() >= MAX_UNREAD:
            self._asked = False
        elif self._asked:
            self._end(self._error("SUBGRAPH_TIMEOUT", "fell silent in a subscription"))
            return
        elif self._socket.state is State.OPEN:
            self._asked = True
            self._socket.send_ping(b"")
            self._flush()
        self._heard = False
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(self._destination.socket_silence_seconds, self._watch_silence)

    def _explain_closing(self) -> SubgraphError:
        socket = self._socket
        if isinstance(socket.handshake_exc, InvalidStatus):
            status = socket.handshake_exc.response.status_code
            return self._error(*_REFUSALS.get(status, _explain_status(status)))
        if socket.handshake_exc is not None and not isinstance(socket.handshake_exc.__cause__, EOFError):
            return self._error("SUBGRAPH_INVALID_RESPONSE", "does not answer the handshake of a WebSocket")
        if isinstance(socket.parser_exc, PayloadTooBig):
            return self._error("SUBGRAPH_RESPONSE_TOO_LARGE", "sent an event that is too large")
        if isinstance(socket.parser_exc, ProtocolError):
            return self._error("SUBGRAPH_INVALID_RESPONSE", "does not keep to the WebSocket protocol")
        code = socket.close_rcvd.code if socket.close_rcvd else None
        broke_off = "SERVICE_UNAVAILABLE", "closed the subscription without completing it"
        return self._error(*_CLOSINGS.get(code or 0, broke_off))

    def _error(self, code: str, reason: str) -> SubgraphError:
        name = self._destination.name
        return SubgraphError(code, name, f'Subgraph "{name}" {reason}.')

    def _end(self, error: SubgraphError) -> None:
        if self._ended:
            return
        self._ended = True
        if not self.opened.done():
            self.opened.set_exception(error)
            self.opened.exception()  # marks it as seen: whoever waited may have given up
        self._messages.put_nowait(error)


def _explain_status(status: int) -> tuple[str, str]:
    if status >= 500:
        return "SERVICE_UNAVAILABLE", f"refuses the WebSocket with HTTP {status}"
    return "SUBGRAPH_INVALID_RESPONSE", f"has no WebSocket there: it answers HTTP {status}"

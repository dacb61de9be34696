"""The WebSocket protocol, the server's side: frames in, messages out, and the handshake. RFC 6455, no extensions."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jetbridge.transport.message import Request

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA

_CONTINUATION = 0x0
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class SocketClosed(Exception):
    """The socket is to be closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def accept_key(request: Request) -> bytes:
    """The `sec-websocket-accept` of a handshake; raises for one that is none."""
    key = request.headers.get(b"sec-websocket-key", b"")
    try:
        is_key = len(b64decode(key, validate=True)) == 16
    except NotBase64:
        is_key = False
    if request.method != "GET" or not is_key or request.headers.get(b"sec-websocket-version") != b"13":
        raise GatewayError("BAD_REQUEST", "This is not a WebSocket handshake of version 13.")
    return b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())


class FrameReader:
    """Bytes in any pieces -> (opcode, payload) of whole messages; `SocketClosed` where they break the rules."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._buffer = bytearray()
        self._message = bytearray()
        self._opcode: int | None = None

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        self._buffer += data
        while (frame := self._take_frame()) is not None:
            message = self._assemble(*frame)
            if message is not None:
                yield message

    def _take_frame(self) -> tuple[bool, int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        final, opcode, length = bool(buffer[0] & 0x80), buffer[0] & 0x0F, buffer[1] & 0x7F
        if buffer[0] & 0x70 or not buffer[1] & 0x80:
            raise SocketClosed(1002, "A frame is unmasked or has reserved bits.")
        start = 2
        if length >= 126:
            start += 2 if length == 126 else 8
            if len(buffer) < start:
                return None
            length = int.from_bytes(buffer[2:start], "big")
        if opcode >= CLOSE and (length > 125 or not final):
            raise SocketClosed(1002, "A control frame is fragmented or too long.")
        if length + len(self._message) > self._max_bytes:
            raise SocketClosed(1009, f"A message is over {self._max_bytes} bytes.")
        end = start + 4 + length
        if len(buffer) < end:
            return None
        payload = unmask(bytes(buffer[start + 4 : end]), bytes(buffer[start : start + 4]))
        del buffer[:end]
        return final, opcode, payload

    def _assemble(self, final: bool, opcode: int, payload: bytes) -> tuple[int, bytes] | None:
        if opcode in (CLOSE, PING, PONG):
            return opcode, payload
        if (opcode == _CONTINUATION) is (self._opcode is None) or opcode not in (_CONTINUATION, TEXT, BINARY):
            raise SocketClosed(1002, "A frame is out of order or of unknown kind.")
        if opcode != _CONTINUATION:
            self._opcode = opcode
        self._message += payload
        if not final:
            return None
        message = self._opcode or TEXT, bytes(self._message)
        self._opcode, self._message = None, bytearray()
        return message


def unmask(payload: bytes, mask: bytes) -> bytes:
    """As one large number: Python has no faster way to exclusive-or bytes."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def encode_frame(opcode: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((0x80 | opcode, size)) + payload
    if size < 65_536:
        return bytes((0x80 | opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((0x80 | opcode, 127)) + size.to_bytes(8, "big") + payload


def encode_close(code: int, reason: str) -> bytes:
    # A close frame has room for 123 bytes of reason.
    return encode_frame(CLOSE, code.to_bytes(2, "big") + reason.encode("utf-8")[:123])

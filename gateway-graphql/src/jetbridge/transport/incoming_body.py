"""A request body while it arrives: inflated and counted piece by piece, refused as soon as it is too large."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from jetbridge.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Mapping

_WBITS = {b"gzip": 31, b"x-gzip": 31, b"deflate": 15}


class IncomingBody:
    """`limit` counts bytes after inflating: what a bomb would expand to is never made."""

    __slots__ = ("_inflate", "_limit", "_parts", "_size")

    def __init__(self, headers: Mapping[bytes, bytes], limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        encoding = headers.get(b"content-encoding", b"identity").lower()
        if encoding == b"identity":
            self._inflate = None
        elif encoding in _WBITS:
            self._inflate = zlib.decompressobj(_WBITS[encoding])
        else:
            raise GatewayError("UNSUPPORTED_MEDIA_TYPE", "Send the body uncompressed, or with gzip or deflate.")
        length = headers.get(b"content-length")
        if length is not None and length.isdigit() and int(length) > limit:
            raise self._too_large()

    def feed(self, part: bytes) -> None:
        if self._inflate is not None:
            try:
                part = self._inflate.decompress(part, self._limit - self._size + 1)
            except zlib.error as error:
                raise GatewayError("BAD_REQUEST", "The body is not compressed as content-encoding says.") from error
        self._size += len(part)
        if self._size > self._limit:
            raise self._too_large()
        self._parts.append(part)

    def finish(self) -> bytes:
        if self._inflate is not None and not self._inflate.eof:
            raise GatewayError("BAD_REQUEST", "The compressed body ends too early.")
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    def _too_large(self) -> GatewayError:
        return GatewayError("PAYLOAD_TOO_LARGE", f"The body is over {self._limit} bytes, counted after decompression.")

"""One HTTP/1.1 connection to a subgraph: request bytes out, a whole `SubgraphReply` back. RFC 9112.

Most answers are `200` with one `content-length`; those are read by hand, which costs a fifth of a general parser.
Everything else (chunked, until close, interim answers, odd headers) goes through httptools, which is strict.
One exchange at a time: no pipelining, so an answer always belongs to the request that waits.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import httptools

from jetbridge.executor.subgraph_client import SubgraphReply
from jetbridge.subgraphs.exchange import MAX_HEAD_BYTES, BadResponse, TooLarge, add_header

if TYPE_CHECKING:
    from collections.abc import Callable

    from jetbridge.subgraphs.exchange import Exchange

_FAST = b"HTTP/1.1 200"
SMALL_BODY_BYTES = 4_096
# A status line and header lines, and nothing between them that one reader ends a line with and another does not.
_IN_ORDER = re.compile(rb"[^\r\n\0]*(?:\r\n[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\r\n\0]*)*")
_NOT_FAST = (b"\ntransfer-encoding:", b"\ncontent-encoding:", b"\nconnection:")


class RawHeaders(Mapping[str, str]):
    """Response headers, parsed when first looked at: on the common path nobody does."""

    __slots__ = ("_parsed", "_raw")

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._parsed: dict[str, str] | None = None

    def _headers(self) -> dict[str, str]:
        if self._parsed is None:
            self._parsed = {}
            for line in self._raw.decode("latin-1").split("\r\n")[1:]:
                name, _, value = line.partition(":")
                add_header(self._parsed, name.strip().lower(), value.strip())
        return self._parsed

    def __getitem__(self, name: str) -> str:
        return self._headers()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers())

    def __len__(self) -> int:
        return len(self._headers())


class Connection(asyncio.Protocol):
    """Reports to its exchange, and gives itself back to the pool by `released` when it can be used again."""

    def __init__(self, max_bytes: int, released: Callable[[Connection], None], lost: Callable[[Connection], None]):
        self._max_bytes = max_bytes
        self._released = released
        self._lost = lost
        self._transport: asyncio.Transport | None = None
        self._exchange: Exchange | None = None
        self._parts: list[bytes | memoryview] | None = None
        self._missing = 0
        self._head = b""
        self._headers: Mapping[str, str] = {}
        self._general: GeneralResponse | None = None
        self.idle_since = 0.0
        # A connection that has answered before may have been closed by the other end meanwhile.
        self.is_reused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # create_connection makes no other kind

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def start(self, exchange: Exchange, request: bytes) -> None:
        self._exchange = exchange
        if self._transport is None or self._transport.is_closing():
            self._fail(None)
        else:
            self._transport.write(request)

    def close(self) -> None:
        """Drop the connection and whatever it is doing, without telling the exchange."""
        self._exchange = None
        if self._transport is not None:
            self._transport.abort()

    def give_up(self, exchange: Exchange) -> None:
        if self._exchange is exchange:
            self.close()

    def data_received(self, data: bytes) -> None:
        if self._exchange is None:
            self.close()  # nobody asked: an answer to nothing could be taken for the next request's
        elif self._parts is not None:
            self._take_part(data)
        elif self._general is not None:
            self._feed(data)
        else:
            self._begin(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._lost(self)
        if self._exchange is None:
            return
        if self._general is not None and self._general.ends_at_close and error is None:
            self._finish(self._general.to_reply())
        elif self._parts is None and self._general is None and not self._head:
            self._fail(None)
        else:
            self._fail(BadResponse("the connection closed in the middle of the answer"))

    def _begin(self, data: bytes) -> None:
        """The first bytes of an answer."""
        if self._head:
            data = self._head + data
        end = data.find(b"\r\n\r\n")
        if end < 0:
            if len(data) > MAX_HEAD_BYTES:
                self._fail(BadResponse("its headers are over 64 KiB"))
            else:
                self._head = data
            return
        self._head = b""
        head = data[:end]
        known = _heads.get(head)
        if known is not None and len(data) == end + 4 + known[0] <= self._max_bytes:
            # Two objects for a view cost more than a copy of what is small.
            body = data[end + 4 :] if known[0] < SMALL_BODY_BYTES else memoryview(data)[end + 4 :]
            self._finish(SubgraphReply(200, body, known[1]))
        else:
            self._begin_body(head, data)

    def _begin_body(self, head: bytes, data: bytes) -> None:
        """`data` begins with `head`."""
        length = find_content_length(head)
        if length is None:
            self._general = GeneralResponse(self._max_bytes)
            self._feed(data)
        elif length > self._max_bytes:
            self._fail(TooLarge(f"it is over {self._max_bytes} bytes"))
        else:
            self._headers = _remember(head, length)
            self._parts = []
            self._missing = length
            self._take_part(memoryview(data)[len(head) + 4 :])

    def _take_part(self, data: bytes | memoryview) -> None:
        parts = cast("list[bytes | memoryview]", self._parts)  # the caller has looked
        self._missing -= len(data)
        parts.append(data)
        if self._missing > 0:
            return
        if self._missing < 0:
            self._fail(BadResponse("it is longer than its content-length"))
            return
        body = parts[0] if len(parts) == 1 else b"".join(parts)
        self._finish(SubgraphReply(200, body, self._headers))

    def _feed(self, data: bytes) -> None:
        response = cast("GeneralResponse", self._general)  # the caller has looked
        try:
            response.feed(data)
        except BadResponse as error:
            self._fail(error)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            cause = error.__context__ if isinstance(error.__context__, BadResponse) else None
            self._fail(cause or BadResponse("it is not HTTP"))
        else:
            if response.complete:
                self._finish(response.to_reply(), keep_alive=response.keep_alive)

    def _finish(self, reply: SubgraphReply, *, keep_alive: bool = True) -> None:
        exchange = cast("Exchange", self._exchange)  # bytes without an exchange end in data_received
        self._exchange = self._parts = self._general = None
        if keep_alive and self._transport is not None and not self._transport.is_closing():
            self.is_reused = True
            self._released(self)
        else:
            self.close()
        exchange.replied(reply)

    def _fail(self, error: BadResponse | None) -> None:
        exchange = cast("Exchange", self._exchange)  # see _finish
        self.close()
        exchange.failed(error)


# Heads of answers of the common kind. In one second a server sends the same ones again and again.
_heads: dict[bytes, tuple[int, RawHeaders]] = {}
_MAX_HEADS = 512


def _remember(head: bytes, length: int) -> RawHeaders:
    headers = RawHeaders(head)
    if len(head) <= 1024:
        if len(_heads) >= _MAX_HEADS:
            _heads.clear()
        _heads[head] = length, headers
    return headers


def find_content_length(head: bytes) -> int | None:
    """The length of the body if the answer is of the common kind, else None."""
    if not head.startswith(_FAST) or not _IN_ORDER.fullmatch(head):
        return None
    head = head.lower()
    at = head.find(b"\ncontent-length:")
    if at < 0 or head.find(b"\ncontent-length:", at + 16) >= 0:
        return None
    for name in _NOT_FAST:
        if name in head and (name != b"\nconnection:" or b"\nconnection: keep-alive" not in head):
            return None
    stop = head.find(b"\r", at)
    digits = (head[at + 16 : stop] if stop > 0 else head[at + 16 :]).strip()
    return int(digits) if digits.isdigit() and len(digits) < 16 else None


class GeneralResponse:
    """Any HTTP/1 response, fed piece by piece through httptools, which calls the `on_` methods."""

    def __init__(self, max_bytes: int) -> None:
        self._parser: Any = httptools.HttpResponseParser(self)
        self._max_bytes = max_bytes
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []
        self._size = 0
        self._status = 0
        self._in_body = False
        self.complete = False
        self.keep_alive = False

    def feed(self, data: bytes) -> None:
        self._parser.feed_data(data)

    @property
    def ends_at_close(self) -> bool:
        framed = "content-length" in self._headers or "transfer-encoding" in self._headers
        return self._in_body and not framed

    def to_reply(self) -> SubgraphReply:
        if self._headers.get("content-encoding", "identity") != "identity":
            # We never offer an encoding, so a compressed answer is the subgraph's mistake; it cannot be read.
            return SubgraphReply(502, b"", self._headers)
        return SubgraphReply(self._status, b"".join(self._parts), self._headers)

    def on_message_begin(self) -> None:
        if self.complete:
            raise BadResponse("there is a second answer behind it")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._size += len(name) + len(value)
        if self._size > MAX_HEAD_BYTES:
            raise BadResponse("its headers are over 64 KiB")
        add_header(self._headers, name.decode("latin-1").lower(), value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()
        self._size = 0
        self._in_body = self._status >= 200

    def on_body(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._max_bytes:
            raise TooLarge(f"it is over {self._max_bytes} bytes")
        self._parts.append(part)

    def on_message_complete(self) -> None:
        if self._status < 200:
            self._headers.clear()  # an interim answer; the real one follows
            return
        self.complete = True
        self.keep_alive = self._parser.should_keep_alive()

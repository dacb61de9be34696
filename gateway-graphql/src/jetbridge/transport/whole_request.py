"""Read a request that arrived whole, as nearly all do: one piece of bytes -> `Request`, or None to have it parsed.

Whatever is unusual in any way is left to httptools: what is taken here, it would take and read alike. By hand it costs
a third, since nothing is called for each header.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from jetbridge.transport.message import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jetbridge.config.requests import Limits

# More header lines than any honest client sends; each costs a call into Python.
MAX_HEADERS = 100

_METHOD, _VERSION = b"POST ", b" HTTP/1.1"
# Of RFC 3986, without "#" and what must be percent-encoded.
_TARGET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?@!$&'()*+,;=%"
# Of RFC 9110, 5.5: visible characters, spaces and tabs, and the octets of other encodings.
_VALUE = bytes([9, *range(0x20, 0x7F), *range(0x80, 0x100)])
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}")
# Headers that say how the message is framed or what becomes of the connection.
_UNUSUAL = frozenset(
    b"connection proxy-connection keep-alive transfer-encoding content-encoding expect upgrade te trailer".split()
)

# Names as they were sent -> in lower case, None for those that are unusual. Clients send the same few for ever.
_names: dict[bytes, bytes | None] = {}
_MAX_NAMES = 1_000


class Head(NamedTuple):
    """What the bytes before the body say."""

    path: bytes
    query: bytes
    headers: Mapping[bytes, bytes]
    content_length: int


# How the line of a token begins, as nearly all clients write it.
_TOKEN_LINES = (b"\r\nAuthorization: ", b"\r\nauthorization: ")

# Headers whose values hardly any other request has.
_OF_FEW = frozenset((b"traceparent", b"x-request-id", b"authorization"))

# Heads that were read before: a client sends the very same with every request of a kind. Tokens are taken out first,
# since there is one for each user.
_heads: dict[bytes, Head] = {}
_MAX_HEADS = 1_000
_MAX_HEAD_BYTES = 2_048


def find_request(data: bytes, limits: Limits, client: str, *, secure: bool) -> Request | None:
    """The POST request that `data` is, exactly, if it is of the common kind."""
    end = data.find(b"\r\n\r\n")
    if not 0 < end <= limits.header_bytes:
        return None
    head, token = _take_token(data[:end])
    found = _heads.get(head) or _read_head(head)
    body = data[end + 4 :]
    if found is None or found.content_length != len(body) or len(body) > limits.body_bytes:
        return None
    headers = found.headers
    if token is not None:
        if b"authorization" in headers or len(headers) == MAX_HEADERS or token.translate(None, _VALUE):
            return None
        headers = {**headers, b"authorization": token.strip(b" \t")}
    return Request("POST", found.path, found.query, headers, body, client, secure)


def _take_token(head: bytes) -> tuple[bytes, bytes | None]:
    """The head without the first line of a token, and the token."""
    for line in _TOKEN_LINES:
        start = head.find(line)
        if start >= 0:
            end = head.find(b"\r", start + 2)
            end = end if end >= 0 else len(head)
            return head[:start] + head[end:], head[start + len(line) : end]
    return head, None


def _read_head(head: bytes) -> Head | None:
    line, *fields = head.split(b"\r\n")
    if len(fields) > MAX_HEADERS or len(head.translate(None, _VALUE)) != 2 * len(fields):
        return None
    target = line[5:-9]
    if line[:5] != _METHOD or line[-9:] != _VERSION or target[:1] != b"/" or target.translate(None, _TARGET):
        return None
    headers = _find_headers(fields)
    length = headers.get(b"content-length", b"") if headers else b""
    if headers is None or not length.isdigit() or len(length) > 9:
        return None
    path, _, query = target.partition(b"?")
    found = Head(path, query, headers, int(length))
    # One that names its request does not come again; of one with a token still in it there are as many as users.
    if len(head) <= _MAX_HEAD_BYTES and _OF_FEW.isdisjoint(headers):
        if len(_heads) >= _MAX_HEADS:
            _heads.clear()
        _heads[head] = found
    return found


def _find_headers(fields: list[bytes]) -> dict[bytes, bytes] | None:
    headers: dict[bytes, bytes] = {}
    for field in fields:
        sent, colon, value = field.partition(b":")
        try:
            name = _names[sent]
        except KeyError:
            name = _learn(sent)
        if name is None or name in headers or not colon:
            return None
        headers[name] = value.strip(b" \t")
    return headers


def _learn(sent: bytes) -> bytes | None:
    name = sent.lower() if _NAME.fullmatch(sent) else None
    if name in _UNUSUAL:
        name = None
    if len(_names) < _MAX_NAMES and len(sent) <= 64:
        _names[sent] = name
    return name

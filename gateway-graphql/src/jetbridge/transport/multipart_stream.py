"""Subscriptions as parts of one HTTP response, which is what Apollo's clients ask for. `multipart/mixed`, RFC 2046.

Each part ends with the boundary of the next: a client knows a part is whole when it sees a boundary, and must not have
to wait for the next event to see this one.
https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from jetbridge.errors import GatewayError

_BOUNDARY = b"\r\n--graphql"


def _build_part(json: bytes) -> bytes:
    return b"\r\ncontent-type: application/json\r\n\r\n%b%b" % (json, _BOUNDARY)


class MultipartParts:
    """A `Framing`."""

    content_type = b'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
    heartbeat = _build_part(b"{}")
    begin = _BOUNDARY + heartbeat
    end = b"--\r\n"

    def encode_next(self, body: bytes) -> bytes:
        return _build_part(b'{"payload":%b}' % body)

    def encode_error(self, error: GatewayError) -> bytes:
        """Beside the payload: it is the stream that failed, not an operation."""
        return _build_part(msgspec.json.encode({"payload": None, "errors": [error.to_graphql()]}))

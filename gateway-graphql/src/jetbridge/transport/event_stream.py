"""Server-sent events: a `next` for each response, `complete` at the end. graphql-sse, distinct connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from jetbridge.errors import GatewayError


class ServerSentEvents:
    """A `Framing`."""

    content_type = b"text/event-stream; charset=utf-8"
    begin = heartbeat = b":\n\n"
    end = b"event: complete\ndata:\n\n"

    def encode_next(self, body: bytes) -> bytes:
        """JSON may hold line breaks between its tokens; in an event each line is a `data` of its own."""
        return b"event: next\ndata: %b\n\n" % body.replace(b"\r", b"").replace(b"\n", b"\ndata: ")

    def encode_error(self, error: GatewayError) -> bytes:
        return self.encode_next(msgspec.json.encode({"errors": [error.to_graphql()]}))

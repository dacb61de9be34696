"""Answers as server-sent events: a `next` for each response, `complete` at the end. graphql-sse, distinct connections.

The only transport that carries subscriptions over plain HTTP. Comments keep proxies from taking a quiet stream for a
dead one. A stream ends with the access token it was opened with.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from jetbridge.errors import mask
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from jetbridge.errors import GatewayError
    from jetbridge.pipeline import GraphQLResponse

log = Log("jetbridge.subscriptions")

CONTENT_TYPE = b"text/event-stream; charset=utf-8"
KEEP_ALIVE_SECONDS = 12.0

_COMMENT = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"


def encode_next(body: bytes) -> bytes:
    """JSON may hold line breaks between its tokens; in an event each line is a `data` of its own."""
    return b"event: next\ndata: %b\n\n" % body.replace(b"\r", b"").replace(b"\n", b"\ndata: ")


async def stream_events(
    responses: AsyncGenerator[GraphQLResponse, None], trace_id: str, find_end: Callable[[], GatewayError | None]
) -> AsyncGenerator[bytes, None]:
    """`find_end` is asked again and again for a reason to end the stream early."""
    yield _COMMENT  # so that the client knows at once that it is connected
    pending = asyncio.ensure_future(_next(responses))
    try:
        while (end := find_end()) is None:
            done, _ = await asyncio.wait({pending}, timeout=KEEP_ALIVE_SECONDS)
            if not done:
                yield _COMMENT
                continue
            response = pending.result()
            if response is None:
                break
            pending = asyncio.ensure_future(_next(responses))
            yield encode_next(response.body)
        if end is not None:
            yield encode_error(end)
    except Exception as error:
        log.error("a stream broke off", error=error, trace_id=trace_id)
        yield encode_error(mask(error, trace_id))
    finally:
        pending.cancel()
        await asyncio.gather(pending, return_exceptions=True)
        await responses.aclose()
    yield _COMPLETE


async def _next(responses: AsyncGenerator[GraphQLResponse, None]) -> GraphQLResponse | None:
    try:
        return await anext(responses)
    except StopAsyncIteration:
        return None


def encode_error(error: GatewayError) -> bytes:
    return encode_next(msgspec.json.encode({"errors": [error.to_graphql()]}))

"""Responses as they come, framed for a client: the loop behind every transport that streams over plain HTTP.

Heartbeats keep proxies from taking a quiet stream for a dead one. A stream ends with the access token it was opened
with.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from jetbridge.errors import mask
from jetbridge.telemetry.logs import Log

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from jetbridge.errors import GatewayError
    from jetbridge.pipeline import GraphQLResponse

log = Log("jetbridge.subscriptions")

KEEP_ALIVE_SECONDS = 12.0


class Framing(Protocol):
    """How responses stand in a stream. `begin` tells the client that it is connected."""

    content_type: bytes
    begin: bytes
    heartbeat: bytes
    end: bytes

    def encode_next(self, body: bytes) -> bytes: ...

    def encode_error(self, error: GatewayError) -> bytes:
        """Why the stream ends early."""
        ...


async def stream_responses(
    responses: AsyncGenerator[GraphQLResponse, None],
    framing: Framing,
    trace_id: str,
    find_end: Callable[[], GatewayError | None],
) -> AsyncGenerator[bytes, None]:
    """`find_end` is asked again and again for a reason to end the stream early."""
    yield framing.begin
    pending = asyncio.ensure_future(_next(responses))
    try:
        while (end := find_end()) is None:
            done, _ = await asyncio.wait({pending}, timeout=KEEP_ALIVE_SECONDS)
            if not done:
                yield framing.heartbeat
                continue
            response = pending.result()
            if response is None:
                break
            pending = asyncio.ensure_future(_next(responses))
            yield framing.encode_next(response.body)
        if end is not None:
            yield framing.encode_error(end)
    except Exception as error:
        log.error("a stream broke off", error=error, trace_id=trace_id)
        yield framing.encode_error(mask(error, trace_id))
    finally:
        pending.cancel()
        await asyncio.gather(pending, return_exceptions=True)
        await responses.aclose()
    yield framing.end


async def _next(responses: AsyncGenerator[GraphQLResponse, None]) -> GraphQLResponse | None:
    try:
        return await anext(responses)
    except StopAsyncIteration:
        return None
